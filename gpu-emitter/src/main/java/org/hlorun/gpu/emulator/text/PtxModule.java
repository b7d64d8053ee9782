package org.hlorun.gpu.emulator.text;

import java.util.List;
import java.util.Map;

/**
 * A PTX text.
 *
 * @param version as in {@code 8.7}
 * @param target as in {@code sm_90a}
 * @param addressSize 32 or 64
 * @param variables variables outside functions, in the order of the text
 * @param functions kernels and functions by name, in the order of the text
 */
public record PtxModule(
    String version,
    String target,
    int addressSize,
    List<PtxVariable> variables,
    Map<String, PtxFunction> functions) {}
