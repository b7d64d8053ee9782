package org.hlorun.cpu.emitter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.language.ir.HloInstruction;

/**
 * A program as LLVM IR.
 *
 * @param driver the module text of the function {@link ProgramEmitter#ENTRY}; null if that is in
 *     the library, as it is given the calls
 * @param kernels module texts of the kernels by symbol
 * @param library the same of functions that are for all programs
 * @param calls what the program does, if it has no driver
 * @param prepared what is to be run before the constants of the table are read
 * @param table the memory whose addresses fill the table, slot by slot from {@link
 *     ProgramEmitter#FIRST_SLOT} on
 * @param hostCalls what is handed back, by number
 * @param loops the while loops by the number in the status {@link
 *     ProgramEmitter#TOO_MANY_ITERATIONS}
 * @param timed the steps that the clock is told of, by number; empty unless the program is timed
 * @param largest the instruction with the largest value; null if nothing is computed
 * @param assignment the memory plan
 * @param scratchBytes bytes of the scratch allocation
 * @param usesWorkers whether it has loops that run on several threads
 */
public record NativeProgram(
    String driver,
    Map<String, String> kernels,
    Map<String, String> library,
    List<KernelCall> calls,
    List<PreparedConstant> prepared,
    List<BufferSlice> table,
    List<HostCall> hostCalls,
    List<HloInstruction> loops,
    List<TimedStep> timed,
    HloInstruction largest,
    BufferAssignment assignment,
    long scratchBytes,
    boolean usesWorkers) {
  /** The texts of all modules. */
  public List<String> modules() {
    List<String> modules = new ArrayList<>(kernels.values());
    modules.addAll(library.values());
    if (driver != null) {
      modules.add(driver);
    }
    return modules;
  }
}
