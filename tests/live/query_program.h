/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIVE_QUERY_PROGRAM_H
#define TESTS_LIVE_QUERY_PROGRAM_H

#include <elf.h>
#include <stdint.h>

/*
 * A program that ends with status 0 and needs no other file: elf(5), one segment. By hand, for it
 * is copied a thousand times.
 */
#define QUERY_PROGRAM_AT 0x400000U

struct query_program {
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	uint8_t code[16];
};

static const struct query_program query_program[1] = { {
	.header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			EV_CURRENT },
		.e_type = ET_EXEC,
#if defined(__x86_64__)
		.e_machine = EM_X86_64,
#elif defined(__aarch64__)
		.e_machine = EM_AARCH64,
#endif
		.e_version = EV_CURRENT,
		.e_entry = QUERY_PROGRAM_AT + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr),
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
	},
	.segment = {
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_X,
		.p_vaddr = QUERY_PROGRAM_AT,
		.p_filesz = sizeof(struct query_program),
		.p_memsz = sizeof(struct query_program),
		.p_align = 0x10000,
	},
#if defined(__x86_64__)
	/* mov $60, %eax; xor %edi, %edi; syscall */
	.code = { 0xb8, 0x3c, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05 },
#elif defined(__aarch64__)
	/* mov x0, #0; mov x8, #93; svc #0 */
	.code = { 0, 0, 0x80, 0xd2, 0xa8, 0x0b, 0x80, 0xd2, 0x01, 0, 0, 0xd4 },
#endif
} };

#endif
