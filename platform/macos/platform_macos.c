/* SPDX-License-Identifier: Apache-2.0 */
#error "the Seatbelt rules are not written yet; configure refuses macOS (see README.md here)"
