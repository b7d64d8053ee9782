package org.hlorun.cpu.image;

import org.hlorun.language.backend.ProgramSignature;

/**
 * What is kept of a program beside its image, for those who know its text only.
 *
 * @param image the key of its image
 * @param reference the jar of what computed constants at compile time, as a line with its size and
 *     time
 * @param signature what the program takes and gives
 * @param instructions how many instructions its entry computation has
 */
record IndexEntry(String image, String reference, ProgramSignature signature, int instructions) {}
