package org.hlorun.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.ControlFlow;
import org.hlorun.cpu.emitter.Eligibility;
import org.hlorun.cpu.emitter.HostCall;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.runtime.HostServices;
import org.hlorun.cpu.runtime.NativeExecutable;
import org.hlorun.cpu.runtime.WorkerPool;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;

/** Compiles programs to native code of this machine. */
public final class CpuBackend implements Backend {
  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    Optional<String> problem = Eligibility.problem(module);
    if (problem.isPresent()) {
      return reference().compile(module, options);
    }
    HloModule copy = ModuleCloner.clone(module);
    ControlFlow.separate(copy);
    BufferAssignment assignment = BufferAssignment.assign(copy, AssignmentOptions.DEFAULT);
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    NativeProgram program =
        ProgramEmitter.emit(copy, assignment, threads > 1, options.maxIterations());
    return new NativeExecutable(
        module,
        program,
        load(program),
        new WorkerPool(threads),
        hostServices(program.hostCalls(), options),
        () -> reference().compile(module, options),
        options);
  }

  private static NativeCode load(NativeProgram program) {
    List<byte[]> objects =
        Stream.concat(Stream.of(program.driver()), program.kernels().values().stream())
            .parallel()
            .map(text -> LlvmCompiler.compile(text, LlvmCompiler.Output.OBJECT))
            .toList();
    NativeCode code = new NativeCode();
    objects.forEach(code::add);
    return code;
  }

  private static Backend reference() {
    return Backend.named("interpreter")
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.UNSUPPORTED,
                    "the program has parts that only the interpreter can run, which is not there",
                    "add hlo-interpreter to the class path"));
  }

  private static HostServices hostServices(List<HostCall> calls, Options options) {
    List<Executable> executables = new ArrayList<>();
    for (HostCall call : calls) {
      executables.add(reference().compile(alone(call.instruction()), options));
    }
    return new HostServices(calls, executables);
  }

  /** A program that applies one instruction to its parameters. */
  private static HloModule alone(HloInstruction instruction) {
    HloModule module = new HloModule(instruction.name());
    Map<HloComputation, HloComputation> copies = new HashMap<>();
    for (HloComputation callee : instruction.calledComputations()) {
      copyCallees(callee, module, copies);
    }
    HloComputation entry = module.addComputation("entry");
    Map<HloInstruction, HloInstruction> operands = new HashMap<>();
    for (int i = 0; i < instruction.operandCount(); i++) {
      HloInstruction operand = instruction.operand(i);
      HloInstruction parameter =
          entry.add(
              "operand",
              Opcode.PARAMETER,
              operand.shape(),
              List.of(),
              Attributes.of(Attribute.PARAMETER_NUMBER, (long) i));
      operands.putIfAbsent(operand, parameter);
    }
    HloInstruction copy = ModuleCloner.copyInto(entry, instruction, operands, copies::get);
    entry.setRoot(copy);
    module.setEntry(entry);
    return module;
  }

  private static void copyCallees(
      HloComputation computation, HloModule module, Map<HloComputation, HloComputation> copies) {
    if (copies.containsKey(computation)) {
      return;
    }
    for (HloInstruction instruction : computation.instructions()) {
      instruction.calledComputations().forEach(callee -> copyCallees(callee, module, copies));
    }
    copies.put(
        computation,
        ModuleCloner.cloneComputation(computation, module, computation.name(), copies::get));
  }
}
