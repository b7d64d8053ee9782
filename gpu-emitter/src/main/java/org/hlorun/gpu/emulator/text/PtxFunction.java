package org.hlorun.gpu.emulator.text;

import java.util.List;
import java.util.Map;

/**
 * A kernel or a function.
 *
 * @param name as written
 * @param entry whether it is a kernel
 * @param results parameters that it returns
 * @param parameters parameters that it takes
 * @param instructions its code; empty for a declaration
 * @param registers how many registers it has
 * @param branchTargets labels of {@code .branchtargets} by name
 * @param limits numbers of the performance directives, such as {@code maxntid}
 * @param defined whether it has a body
 */
public record PtxFunction(
    String name,
    boolean entry,
    List<PtxVariable> results,
    List<PtxVariable> parameters,
    List<PtxInstruction> instructions,
    int registers,
    Map<String, List<PtxLabel>> branchTargets,
    Map<String, List<Long>> limits,
    boolean defined) {}
