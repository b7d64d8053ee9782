package org.hlorun.cpu.ahead;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.cpu.emitter.HostCall;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.kernelir.llvm.ProgramCompiler;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;

/**
 * A program as a file that C programs are linked with. It runs on the thread that calls it and
 * needs nothing of hlo-run.
 *
 * @param content the file
 * @param header the C header that documents it
 * @param symbol the function's name
 */
public record AheadOfTimeProgram(byte[] content, String header, String symbol) {
  /**
   * Compiles a program.
   *
   * @param module a verified module
   * @param code the same as native code, with serial loops and without a limit of iterations
   * @param target the machine that it was made for
   * @param symbol name of the function; null = hlo_ and the module's name
   * @throws HloException ({@code UNSUPPORTED}) if an instruction has no native code, or a library
   *     is wanted and there is no linker
   */
  public static AheadOfTimeProgram compile(
      HloModule module,
      NativeProgram code,
      TargetDescription target,
      OutputFormat format,
      String symbol) {
    requireNative(code.hostCalls());
    ProgramInterface api = ProgramInterface.of(module, code, symbol);
    List<String> modules = new ArrayList<>(code.modules());
    modules.add(EntryModule.text(code, api));
    ProgramCompiler.Output output =
        switch (format) {
          case LLVM_IR -> ProgramCompiler.Output.LLVM_IR;
          case ASSEMBLY -> ProgramCompiler.Output.ASSEMBLY;
          case OBJECT, SHARED_LIBRARY -> ProgramCompiler.Output.OBJECT;
        };
    byte[] content = ProgramCompiler.compile(modules, api.symbol(), output, target.llvm());
    if (format == OutputFormat.SHARED_LIBRARY) {
      content = SharedLibrary.link(content, target);
    }
    return new AheadOfTimeProgram(content, CHeader.text(api, target), api.symbol());
  }

  private static void requireNative(List<HostCall> calls) {
    if (calls.isEmpty()) {
      return;
    }
    List<Diagnostic> problems = new ArrayList<>();
    for (HostCall call : calls) {
      problems.add(
          Diagnostic.of(
              DiagnosticCode.UNSUPPORTED,
              "%s (%s) cannot be compiled ahead of time: %s"
                  .formatted(call.instruction().name(), call.instruction().opcode(), call.reason()),
              "run the program with hlo-run, which hands the instruction to the interpreter"));
    }
    throw new HloException(problems);
  }
}
