package org.hlorun.kernelir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelReader;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.ir.KernelVerifier;
import org.hlorun.kernelir.llvm.JitCode;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Runs the kernels of one instruction on literals. */
public final class KernelRunner {
  private static final TargetDescription HOST = TargetDescription.host();
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  private KernelRunner() {}

  /** What runs a kernel on the memory of its buffers. */
  @FunctionalInterface
  private interface Execution {
    void run(LoweredKernel lowered, List<MemorySegment> arguments) throws Throwable;
  }

  /** Runs them as native code. */
  public static Literal run(HloInstruction instruction, List<Literal> operands) {
    return run(instruction, Lowering.lower(instruction, HOST), operands);
  }

  /** Runs kernels of an instruction as native code. */
  public static Literal run(
      HloInstruction instruction, List<LoweredKernel> kernels, List<Literal> operands) {
    return run(instruction, kernels, operands, HOST.vectorBytes());
  }

  /** Runs kernels as native code for registers of so many bytes. */
  public static Literal run(
      HloInstruction instruction,
      List<LoweredKernel> kernels,
      List<Literal> operands,
      int vectorBytes) {
    try (Arena arena = Arena.ofShared();
        JitCode code = new JitCode(HOST.llvm())) {
      AtomicInteger number = new AtomicInteger();
      Execution nativeCode =
          (lowered, arguments) -> {
            Kernel kernel = lowered.kernel();
            String name = "k" + number.getAndIncrement();
            String text = KernelEmitter.emit(kernel.named(name), vectorBytes);
            code.add(LlvmCompiler.compile(text, LlvmCompiler.Output.OBJECT, HOST.llvm()));
            MemorySegment addresses =
                arena.allocate(ValueLayout.ADDRESS, Math.max(1, arguments.size()));
            for (int i = 0; i < arguments.size(); i++) {
              addresses.setAtIndex(ValueLayout.ADDRESS, i, arguments.get(i));
            }
            CALL.invokeExact(code.symbol(name), addresses, 0L, lowered.tasks());
          };
      return run(instruction, kernels, operands, nativeCode, arena);
    }
  }

  /** Interprets them, read from their texts. */
  public static Literal interpret(HloInstruction instruction, List<Literal> operands) {
    return interpret(instruction, Lowering.lower(instruction, HOST), operands);
  }

  /** Interprets kernels of an instruction, read from their texts. */
  public static Literal interpret(
      HloInstruction instruction, List<LoweredKernel> kernels, List<Literal> operands) {
    try (Arena arena = Arena.ofShared()) {
      Execution interpreted =
          (lowered, arguments) -> {
            Kernel kernel = lowered.kernel();
            String text = KernelText.of(kernel);
            Kernel read = KernelReader.read(kernel.name(), text);
            assertEquals(text, KernelText.of(read));
            assertEquals(List.of(), KernelVerifier.problems(read));
            KernelInterpreter.run(read, arguments);
          };
      return run(instruction, kernels, operands, interpreted, arena);
    }
  }

  private static Literal run(
      HloInstruction instruction,
      List<LoweredKernel> kernels,
      List<Literal> operands,
      Execution execution,
      Arena arena) {
    List<ArrayLiteral> results = new ArrayList<>();
    List<MemorySegment> outputs = new ArrayList<>();
    for (ArrayShape shape : leaves(instruction.shape())) {
      results.add(ArrayLiteral.allocate(shape));
      outputs.add(arena.allocate(Math.max(1, results.getLast().segment().byteSize()), 64));
    }
    MemorySegment scratch = arena.allocate(Math.max(1, scratchBytes(kernels)), 64);
    for (LoweredKernel lowered : kernels) {
      assertEquals(List.of(), KernelVerifier.problems(lowered.kernel()));
      List<MemorySegment> arguments = new ArrayList<>();
      for (Argument argument : lowered.arguments()) {
        arguments.add(argument(argument, operands, outputs, scratch, arena));
      }
      try {
        execution.run(lowered, arguments);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
    for (int i = 0; i < results.size(); i++) {
      MemorySegment.copy(
          outputs.get(i), 0, results.get(i).segment(), 0, results.get(i).segment().byteSize());
    }
    return instruction.shape() instanceof TupleShape
        ? new TupleLiteral(List.copyOf(results))
        : results.getFirst();
  }

  private static long scratchBytes(List<LoweredKernel> kernels) {
    return kernels.stream()
        .flatMap(kernel -> kernel.arguments().stream())
        .mapToLong(a -> a instanceof Argument.Scratch s ? s.offset() + s.bytes() : 0)
        .max()
        .orElse(0);
  }

  private static MemorySegment argument(
      Argument argument,
      List<Literal> operands,
      List<MemorySegment> outputs,
      MemorySegment scratch,
      Arena arena) {
    return switch (argument) {
      case Argument.Operand operand ->
          offHeap(leaf(operands.get(operand.number()), operand.leaf()), arena);
      case Argument.Result result -> outputs.get(result.leaf());
      case Argument.Constant constant ->
          offHeap((ArrayLiteral) constant.constant().get(Attribute.VALUE), arena);
      case Argument.Scratch part -> scratch.asSlice(part.offset(), part.bytes());
      case Argument.TensorMap map ->
          throw new IllegalStateException("processors copy no boxes: " + map);
    };
  }

  private static ArrayLiteral leaf(Literal literal, int leaf) {
    return literal instanceof ArrayLiteral array
        ? array
        : (ArrayLiteral) ((TupleLiteral) literal).elements().get(leaf);
  }

  private static MemorySegment offHeap(ArrayLiteral literal, Arena arena) {
    MemorySegment copy = arena.allocate(Math.max(1, literal.segment().byteSize()), 64);
    MemorySegment.copy(literal.segment(), 0, copy, 0, literal.segment().byteSize());
    return copy;
  }

  static List<ArrayShape> leaves(Shape shape) {
    if (shape instanceof ArrayShape array) {
      return List.of(array);
    }
    List<ArrayShape> result = new ArrayList<>();
    shape.asTuple().elements().forEach(element -> result.addAll(leaves(element)));
    return result;
  }
}
