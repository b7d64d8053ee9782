package org.hlorun.kernelir.codegen;

import java.util.List;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;

/**
 * Writes a kernel as LLVM IR: a function {@code void name(ptr arguments, i64 begin, i64 end)},
 * where {@code arguments} points to the addresses of the buffers, and {@code [begin, end)} is the
 * range of the outermost parallel loop to run (ignored if there is none).
 */
public final class KernelEmitter extends CodeEmitter {
  private static final int BITS = 8;
  private static final int WIDE_BYTES = 64;

  /** The most operations for each element read or written that take no longer than memory. */
  private static final int LONG_PER_ACCESS = 14;

  /** The fewest operations of an iteration that are written in turns with those of others. */
  private static final int LONG_CHAIN = 12;

  private final VectorLoopEmitter vectorLoops = new VectorLoopEmitter(text, operands, this::emit);
  private final Operation.Loop parallel;
  private final boolean isAligned;

  /** Whether the machine's vectors are so wide that it has 32 of them, for several chains. */
  private final boolean isWide;

  private KernelEmitter(Kernel kernel, int vectorBytes, boolean isAligned) {
    setRegisterBytes(vectorBytes);
    this.isAligned = isAligned;
    isWide = vectorBytes == WIDE_BYTES;
    parallel = kernel.parallelLoop();
  }

  /** The module text of one kernel whose arguments are aligned to their elements only. */
  public static String emit(Kernel kernel, int vectorBytes) {
    return emit(kernel, vectorBytes, false);
  }

  /**
   * The module text of one kernel, with its declarations.
   *
   * @param vectorBytes bytes of a vector of the machine; LLVM would leave half of them unused on
   *     some that lower their clock for wide vectors
   * @param isAligned whether what the kernel writes is aligned to 64 bytes
   */
  public static String emit(Kernel kernel, int vectorBytes, boolean isAligned) {
    KernelEmitter emitter = new KernelEmitter(kernel, vectorBytes, isAligned);
    emitter.prologue(kernel);
    emitter.emit(kernel.body());
    if (emitter.memory.streams()) {
      emitter.text.line("fence seq_cst");
    }
    emitter.text.line("ret void");
    return "@zeros = internal constant [16 x i8] zeroinitializer, align 16\n"
        + String.join("\n", emitter.text.declarations())
        + "\ndefine void @"
        + kernel.name()
        + "(ptr noalias readonly %args, i64 %begin, i64 %end) #0 {\nentry:\n"
        + emitter.text.body()
        + "}\n"
        + "attributes #0 = { nounwind \"no-trapping-math\"=\"true\" \"prefer-vector-width\"=\""
        + vectorBytes * BITS
        + "\" }\n"
        + emitter.text.weights();
  }

  private void prologue(Kernel kernel) {
    for (int i = 0; i < kernel.buffers().size(); i++) {
      String address = text.assign("getelementptr ptr, ptr %args, i64 " + i);
      pointers.put(kernel.buffers().get(i), text.assign("load ptr, ptr " + address));
    }
    for (Buffer local : kernel.locals()) {
      pointers.put(
          local,
          text.assign(
              "alloca [" + local.count() + " x " + LlvmText.type(local.type()) + "], align 64"));
    }
  }

  @Override
  protected boolean leavesOutRareCode() {
    return true;
  }

  @Override
  protected void emitLoop(Operation.Loop loop) {
    if (loop == parallel) {
      serialLoop(loop, "%begin", "%end", true);
    } else if (loop.schedule().kind() == LoopSchedule.Kind.VECTOR && operands.lanes() == null) {
      memory.allowStreams(isAligned && isOneLoop(loop) && !(isWide && computesLong(loop)));
      vectorLoops.emit(loop, isWide && hasChains(loop));
      memory.allowStreams(false);
    } else if (loop.schedule().kind() == LoopSchedule.Kind.UNROLLED) {
      unrolledLoop(loop);
    } else {
      serialLoop(loop);
    }
  }

  /**
   * Whether a loop writes its results one after the other. Tiles of products are no such loops:
   * what they write here and there past the caches would come to memory as parts of lines.
   */
  private static boolean isOneLoop(Operation.Loop loop) {
    return loop.body().operations().stream().noneMatch(Operation.Loop.class::isInstance);
  }

  /**
   * Whether a loop computes longer than memory needs. Lines that are written past the caches now
   * and then disturb what is read, in some processes so that it takes half as long again; those
   * that the caches write come in bursts.
   */
  private boolean computesLong(Operation.Loop loop) {
    List<Operation> operations = loop.body().operations();
    int usual = operations.size() - rareCode(loop.body()).size();
    long accesses =
        operations.stream()
            .filter(op -> op instanceof Operation.Load || op instanceof Operation.Store)
            .count();
    return usual > LONG_PER_ACCESS * accesses;
  }

  /**
   * Whether a loop computes much of each element. Where little is computed the memory's speed
   * counts, and it is read in the order of the addresses.
   */
  private static boolean hasChains(Operation.Loop loop) {
    return loop.body().isStraight() && loop.body().operations().size() >= LONG_CHAIN;
  }

  /** Writes a block, for the emitter of vector loops. */
  @FunctionalInterface
  interface BlockEmitter {
    List<Operand> emit(Block block);
  }
}
