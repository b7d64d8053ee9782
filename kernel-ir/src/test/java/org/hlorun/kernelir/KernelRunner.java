package org.hlorun.kernelir;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.llvm.JitCode;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.lower.Argument;
import org.hlorun.kernelir.lower.LoweredKernel;
import org.hlorun.kernelir.lower.Lowering;
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

  public static Literal run(HloInstruction instruction, List<Literal> operands) {
    List<ArrayLiteral> results = new ArrayList<>();
    for (ArrayShape shape : leaves(instruction.shape())) {
      results.add(ArrayLiteral.allocate(shape));
    }
    try (Arena arena = Arena.ofShared();
        JitCode code = new JitCode(HOST.llvm())) {
      List<MemorySegment> outputs = new ArrayList<>();
      results.forEach(
          result -> outputs.add(arena.allocate(Math.max(1, result.segment().byteSize()), 64)));
      int number = 0;
      List<LoweredKernel> kernels = Lowering.lower(instruction, HOST);
      MemorySegment scratch = arena.allocate(Math.max(1, scratchBytes(kernels)), 64);
      for (LoweredKernel lowered : kernels) {
        Kernel kernel = lowered.kernel();
        Kernel named = new Kernel("k" + number++, kernel.buffers(), kernel.locals(), kernel.body());
        String text = KernelEmitter.emit(named, HOST.vectorBytes());
        code.add(LlvmCompiler.compile(text, LlvmCompiler.Output.OBJECT, HOST.llvm()));
        MemorySegment arguments =
            arena.allocate(ValueLayout.ADDRESS, Math.max(1, lowered.arguments().size()));
        for (int i = 0; i < lowered.arguments().size(); i++) {
          arguments.setAtIndex(
              ValueLayout.ADDRESS,
              i,
              argument(lowered.arguments().get(i), operands, outputs, scratch, arena));
        }
        CALL.invokeExact(code.symbol(named.name()), arguments, 0L, named.parallelCount());
      }
      for (int i = 0; i < results.size(); i++) {
        MemorySegment.copy(
            outputs.get(i), 0, results.get(i).segment(), 0, results.get(i).segment().byteSize());
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
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
