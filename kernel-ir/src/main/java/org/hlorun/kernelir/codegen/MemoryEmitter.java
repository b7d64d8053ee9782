package org.hlorun.kernelir.codegen;

import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Writes loads and stores: contiguous vectors where lanes are neighbours, else gathers. */
public final class MemoryEmitter {
  private final LlvmText text;
  private final Operands operands;
  private final IndexEmitter indices;
  private final Map<Buffer, String> pointers;
  private final PairEmitter pairs;
  private final InterleavedAccess interleaved;
  private final StridedLoads strided;
  private final StridedStores spread;
  private final TransposedStores transposed;
  private final MaskedAccess masked;

  /** What arguments of kernels are aligned to. */
  private static final int BUFFER_ALIGNMENT = 64;

  /** Elements farther apart are loaded one by one where some lanes take no part. */
  private static final int MAX_DENSE_STRIDE = 4;

  private boolean mayStream;

  /** Whether loads need no alignment to their size. */
  private boolean mayWiden;

  private boolean streams;

  MemoryEmitter(
      LlvmText text,
      Operands operands,
      IndexEmitter indices,
      Map<Buffer, String> pointers,
      PairEmitter pairs) {
    this.text = text;
    this.operands = operands;
    this.indices = indices;
    this.pointers = pointers;
    this.pairs = pairs;
    this.interleaved = new InterleavedAccess(text, operands, indices);
    this.transposed = new TransposedStores(text, operands, indices);
    this.masked = new MaskedAccess(text);
    this.spread = new StridedStores(text, operands, indices);
    this.strided = new StridedLoads(text, operands, indices, transposed);
  }

  /** Notes that the target is a processor with registers of so many bytes. */
  void setRegisterBytes(int bytes) {
    masked.setRegisterBytes(bytes);
    mayWiden = true;
  }

  public void load(Operation.Load load) {
    pairs.forget(load);
    IndexExpr index = load.index();
    boolean vectorMask = load.mask() != null && operands.isVector(load.mask());
    if (!indices.isVector(index) && !vectorMask) {
      operands.put(load.result(), new Operand(loadScalar(load), false));
      return;
    }
    ScalarType type = load.result().type();
    String mask = mask(load.mask());
    Long stride = indices.stride(index);
    String result;
    if (stride != null && stride == 1) {
      result = loadContiguous(load.buffer(), type, indices.first(index), mask);
    } else if (stride != null && stride == -1 && mask == null) {
      result = loadReversed(load.buffer(), type, index);
    } else if (interleaved.isPart(load)) {
      result = loadPart(load);
    } else if (mayWiden && strided.fits(load)) {
      result = strided.load(load, place -> pointer(load.buffer(), place));
    } else if (stride != null && stride == 2 && mask == null) {
      result = loadEverySecond(load.buffer(), type, index);
    } else if (load.mask() == null && isDense(stride) && LaneLiterals.isPrefix(mask)) {
      result = loadFirst(load.buffer(), type, index, stride.intValue(), mask);
    } else {
      result = gather(load.buffer(), type, index, mask);
    }
    operands.put(load.result(), new Operand(result, true));
  }

  private String pointer(Buffer buffer, String index) {
    return pointer(buffer, pointers.get(buffer), index);
  }

  private String pointer(Buffer buffer, String from, String index) {
    return text.assign(
        "getelementptr " + LlvmText.type(buffer.type()) + ", ptr " + from + ", i64 " + index);
  }

  /**
   * The address of an element. Rows of an array of any size are apart by numbers that are not
   * known: where vectors are multiplied by elements of some rows, each row gets a pointer that the
   * innermost loop does not change, or it would add up the address of each row in each round.
   */
  private String address(Buffer buffer, IndexExpr index) {
    IndexExpr moving = indices.moving(index);
    boolean isRow = operands.lanes() != null && buffer.count() == Buffer.ANY_COUNT;
    if (!isRow || moving.size() == 0 || index.size() == 1) {
      return pointer(buffer, indices.scalar(index));
    }
    IndexExpr place = moving.plus(index.constant());
    String row = pointer(buffer, indices.scalar(index.minus(place)));
    return pointer(buffer, row, indices.scalar(place));
  }

  /** A masked scalar load reads a zero elsewhere where the mask is false: no branch, no fault. */
  private String loadScalar(Operation.Load load) {
    String type = LlvmText.type(load.result().type());
    String address = address(load.buffer(), load.index());
    if (load.mask() != null) {
      address =
          text.assign(
              "select i1 " + operands.scalar(load.mask()) + ", ptr " + address + ", ptr @zeros");
    }
    return text.assign("load " + type + ", ptr " + address + ", align " + align(load.buffer()));
  }

  /** Every second element of a wider load. */
  private String loadPart(Operation.Load load) {
    IndexExpr start = interleaved.pairs(load);
    String address = pointer(load.buffer(), indices.first(start));
    String vector = LlvmText.vector(load.result().type(), 2 * operands.lanes().width());
    String both =
        text.assign("load " + vector + ", ptr " + address + ", align " + align(load.buffer()));
    if (indices.stride(load.index()) > 0) {
      pairs.noteLoad(load, start, both, Math.floorMod(load.index().constant(), 2));
    }
    return interleaved.part(load, both);
  }

  private static int align(Buffer buffer) {
    return Math.min(buffer.type().byteSize(), buffer.alignment());
  }

  private String loadContiguous(Buffer buffer, ScalarType type, String index, String mask) {
    String vector = operands.type(type, true);
    String address = pointer(buffer, index);
    if (mask == null) {
      return text.assign("load " + vector + ", ptr " + address + ", align " + align(buffer));
    }
    return masked.load(buffer, type, address, mask, operands.lanes().width());
  }

  private String loadReversed(Buffer buffer, ScalarType type, IndexExpr index) {
    int width = operands.lanes().width();
    String last = indices.first(index.plus(-(width - 1L)));
    String forward = loadContiguous(buffer, type, last, null);
    String vector = operands.type(type, true);
    return text.shuffle(vector, forward, "poison", width, lane -> width - 1 - lane);
  }

  /** Two loads that touch nothing but what lies between the first and the last element. */
  private String loadEverySecond(Buffer buffer, ScalarType type, IndexExpr index) {
    int width = operands.lanes().width();
    String low = loadContiguous(buffer, type, indices.first(index), null);
    String high = loadContiguous(buffer, type, indices.first(index.plus(width - 1L)), null);
    String vector = operands.type(type, true);
    return text.shuffle(
        vector, low, high, width, lane -> lane < width / 2 ? 2 * lane : 2 * lane + 1);
  }

  /** Whether lanes are so near that what lies between them is loaded, too. */
  private static boolean isDense(Long stride) {
    return stride != null && stride >= 2 && stride <= MAX_DENSE_STRIDE;
  }

  /** The first lanes, a few elements apart: all from the first to the last of them. */
  private String loadFirst(
      Buffer buffer, ScalarType type, IndexExpr index, int stride, String mask) {
    int width = operands.lanes().width();
    int count = (LaneLiterals.prefix(LaneLiterals.flags(mask)) - 1) * stride + 1;
    String flags = LaneLiterals.flags(width * stride, lane -> lane < count);
    String address = pointer(buffer, indices.first(index));
    String all = masked.load(buffer, type, address, flags, width * stride);
    String vector = LlvmText.vector(type, width * stride);
    return text.shuffle(vector, all, "poison", width, lane -> lane * stride);
  }

  private String addresses(Buffer buffer, IndexExpr index) {
    int width = operands.lanes().width();
    return text.assign(
        "getelementptr "
            + LlvmText.type(buffer.type())
            + ", ptr "
            + pointers.get(buffer)
            + ", <"
            + width
            + " x i64> "
            + indices.vector(index));
  }

  private String gather(Buffer buffer, ScalarType type, IndexExpr index, String mask) {
    int width = operands.lanes().width();
    String vector = operands.type(type, true);
    String suffix = suffix(type);
    String name = vector + " @llvm.masked.gather." + suffix + ".v" + width + "p0(";
    String pointers = "<" + width + " x ptr>";
    text.declare(name + pointers + ", i32 immarg, " + flags() + ", " + vector + ")");
    return text.assign(
        "call "
            + name
            + pointers
            + " "
            + addresses(buffer, index)
            + ", i32 "
            + align(buffer)
            + ", "
            + flags()
            + " "
            + orAll(mask)
            + ", "
            + vector
            + " zeroinitializer)");
  }

  /** How many operations at the start of a list are stores that {@link #storeRun} takes. */
  int run(List<Operation> operations) {
    int run = interleaved.run(operations);
    if (run == 0 && mayWiden) {
      run = spread.run(operations);
    }
    return run > 0 ? run : transposed.run(operations);
  }

  /** Stores that fill a run of memory, or a line for each lane, together. */
  void storeRun(List<Operation> stores) {
    strided.forget();
    Operation.Store first = (Operation.Store) stores.getFirst();
    if (interleaved.run(stores) == 0 && mayWiden && spread.run(stores) > 0) {
      storeVectors(first, spread.inOrder(stores));
      return;
    }
    if (interleaved.run(stores) == 0) {
      storeLines(first, transposed.lines(stores), stores.size());
      return;
    }
    String value = interleaved.interleave(stores);
    int width = stores.size() * operands.lanes().width();
    String vector = LlvmText.vector(first.value().type(), width);
    String mask = interleaved.mask(stores.size());
    if (mask != null) {
      String address = pointer(first.buffer(), indices.first(first.index()));
      masked.store(first.buffer(), value, address, mask, width);
    } else if (isStreamed(first.buffer(), first.index())) {
      stream(first.buffer(), value, vector, indices.first(first.index()));
    } else {
      storeContiguous(first.buffer(), value, vector, indices.first(first.index()), null);
    }
  }

  /** Stores vectors one after the other. */
  private void storeVectors(Operation.Store first, List<String> values) {
    String vector = operands.type(first.value().type(), true);
    for (int i = 0; i < values.size(); i++) {
      IndexExpr place = first.index().plus((long) i * operands.lanes().width());
      if (isStreamed(first.buffer(), place)) {
        stream(first.buffer(), values.get(i), vector, indices.first(place));
      } else {
        storeContiguous(first.buffer(), values.get(i), vector, indices.first(place), null);
      }
    }
  }

  private void storeLines(Operation.Store first, List<String> lines, int elements) {
    String vector = LlvmText.vector(first.value().type(), elements);
    long stride = indices.stride(first.index());
    String start = indices.first(first.index());
    boolean isStreamed =
        elements == lines.size()
            && stride % elements == 0
            && isStreamed(first.buffer(), first.index());
    for (int lane = 0; lane < lines.size(); lane++) {
      if (isStreamed) {
        String place = text.assign("add nsw i64 " + start + ", " + (lane * stride));
        stream(first.buffer(), lines.get(lane), vector, place);
      } else {
        storeLine(first, lines.get(lane), elements, lane * stride);
      }
    }
  }

  /** Stores a line in pieces of whole registers, or halves of them, and so on. */
  private void storeLine(Operation.Store first, String line, int elements, long distance) {
    ScalarType type = first.value().type();
    int done = 0;
    while (done < elements) {
      int count = Integer.highestOneBit(elements - done);
      storeContiguous(
          first.buffer(),
          transposed.piece(type, line, done, count),
          LlvmText.vector(type, count),
          indices.first(first.index().plus(distance + done)),
          null);
      done += count;
    }
  }

  /** Into the cache of level 2; what it is told of lane 0 is enough. */
  void prefetch(Operation.Prefetch prefetch) {
    text.declare("void @llvm.prefetch.p0(ptr, i32 immarg, i32 immarg, i32 immarg)");
    String address = pointer(prefetch.buffer(), indices.scalar(prefetch.index()));
    boolean isWritten = prefetch.buffer().role() == Buffer.Role.OUTPUT;
    String purpose = isWritten ? "i32 1" : "i32 0";
    text.line("call void @llvm.prefetch.p0(ptr " + address + ", " + purpose + ", i32 2, i32 1)");
  }

  public void store(Operation.Store store) {
    strided.forget();
    IndexExpr index = store.index();
    Buffer buffer = store.buffer();
    if (operands.lanes() == null) {
      storeScalar(store);
      return;
    }
    String vector = operands.type(store.value().type(), true);
    String value = operands.vector(store.value());
    String mask = mask(store.mask());
    Long stride = indices.stride(index);
    if (stride != null && stride == 1) {
      if (mask == null && isStreamed(buffer, index)) {
        stream(buffer, value, vector, indices.first(index));
        return;
      }
      storeContiguous(buffer, value, vector, indices.first(index), mask);
      return;
    }
    int width = operands.lanes().width();
    String suffix = suffix(store.value().type());
    String name = "void @llvm.masked.scatter." + suffix + ".v" + width + "p0(" + vector;
    String pointers = "<" + width + " x ptr>";
    text.declare(name + ", " + pointers + ", i32 immarg, " + flags() + ")");
    text.line(
        "call "
            + name
            + " "
            + value
            + ", "
            + pointers
            + " "
            + addresses(buffer, index)
            + ", i32 "
            + align(buffer)
            + ", "
            + flags()
            + " "
            + orAll(mask)
            + ")");
  }

  private void storeContiguous(
      Buffer buffer, String value, String vector, String index, String mask) {
    String address = pointer(buffer, index);
    if (mask == null) {
      text.line("store " + vector + " " + value + ", ptr " + address + ", align " + align(buffer));
      return;
    }
    masked.store(buffer, value, address, mask, operands.lanes().width());
  }

  /**
   * Whether whole vectors go past the caches. What is left of a loop is not: it shares lines with
   * what was written before.
   */
  private boolean isStreamed(Buffer buffer, IndexExpr index) {
    Lanes lanes = operands.lanes();
    return mayStream
        && !lanes.isRest()
        && StreamedStore.fits(buffer, index, lanes.variable(), lanes.width());
  }

  private void stream(Buffer buffer, String value, String vector, String index) {
    int bytes = operands.lanes().width() * align(buffer);
    text.line(
        "store "
            + vector
            + " "
            + value
            + ", ptr "
            + pointer(buffer, index)
            + ", align "
            + Math.min(bytes, BUFFER_ALIGNMENT)
            + ", !nontemporal !{i32 1}");
    streams = true;
  }

  /**
   * Says whether whole vectors of large arrays may be stored past the caches. What the kernel
   * writes must then be aligned to 64 bytes, and a kernel that {@link #streams} must end with a
   * fence.
   */
  void allowStreams(boolean allowed) {
    mayStream = allowed;
  }

  /** Whether stores were written that threads see late. */
  boolean streams() {
    return streams;
  }

  private void storeScalar(Operation.Store store) {
    String done = null;
    if (store.mask() != null) {
      String active = text.freshLabel("store");
      done = text.freshLabel("stored");
      text.branch(operands.scalar(store.mask()), active, done);
      text.label(active);
    }
    text.line(
        "store "
            + LlvmText.type(store.value().type())
            + " "
            + operands.scalar(store.value())
            + ", ptr "
            + pointer(store.buffer(), indices.scalar(store.index()))
            + ", align "
            + align(store.buffer()));
    if (done != null) {
      text.jump(done);
      text.label(done);
    }
  }

  /** The lanes that are active in the loop and in the operation's mask; null if all are. */
  private String mask(Value own) {
    String loop = operands.lanes().mask();
    if (own == null) {
      return loop;
    }
    String vector = operands.vector(own);
    return loop == null ? vector : text.assign("and " + flags() + " " + loop + ", " + vector);
  }

  private String orAll(String mask) {
    return mask == null ? operands.splat(ScalarType.I1, "true") : mask;
  }

  private String flags() {
    return LlvmText.vector(ScalarType.I1, operands.lanes().width());
  }

  private String suffix(ScalarType type) {
    return "v" + operands.lanes().width() + LlvmText.suffix(type);
  }
}
