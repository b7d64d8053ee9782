package org.hlorun.kernelir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.interpreter.math.RealMath;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * What kernels mean, step by step and slowly: every loop runs its iterations in order, whatever its
 * schedule is, and every access is checked. Values are their bits, zero-extended. What the threads
 * of a block do together has no meaning here.
 */
final class KernelInterpreter {
  private final Map<Buffer, MemorySegment> memory = new HashMap<>();
  private final Map<Value, Long> values = new HashMap<>();

  private KernelInterpreter() {}

  /**
   * Runs a kernel.
   *
   * @param arguments memory of the buffers, in order
   * @throws IndexOutOfBoundsException if it reads or writes outside of a buffer
   */
  static void run(Kernel kernel, List<MemorySegment> arguments) {
    KernelInterpreter run = new KernelInterpreter();
    for (int i = 0; i < arguments.size(); i++) {
      run.memory.put(kernel.buffers().get(i), arguments.get(i));
    }
    for (Buffer local : kernel.locals()) {
      long bytes = local.count() * local.type().byteSize();
      run.memory.put(local, MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]));
    }
    run.block(kernel.body());
  }

  private List<Long> block(Block block) {
    block.operations().forEach(this::operation);
    return block.yields().stream().map(this::get).toList();
  }

  private long get(Value value) {
    return values.get(value);
  }

  private void set(Value value, long bits) {
    values.put(value, ScalarCode.masked(value.type(), bits));
  }

  private void operation(Operation operation) {
    switch (operation) {
      case Operation.Pure op -> set(op.result(), pure(op));
      case Operation.Store op -> {
        if (op.mask() == null || get(op.mask()) != 0) {
          write(op.buffer(), index(op.index()), get(op.value()));
        }
      }
      case Operation.Prefetch op -> {}
      case Operation.Loop op -> loop(op);
      case Operation.If op -> {
        List<Long> results = block(get(op.condition()) != 0 ? op.onTrue() : op.onFalse());
        for (int i = 0; i < results.size(); i++) {
          set(op.results().get(i), results.get(i));
        }
      }
      case Operation.While op -> {
        List<Long> carried = initial(op.carries());
        begin(op.carries(), carried);
        while (block(op.condition()).getFirst() != 0) {
          carried = block(op.body());
          begin(op.carries(), carried);
        }
        finish(op.carries(), carried);
      }
      default -> throw new UnsupportedOperationException(operation.toString());
    }
  }

  private void loop(Operation.Loop loop) {
    long count = loop.limit() == null ? loop.count() : get(loop.limit());
    List<Long> carried = initial(loop.carries());
    for (long i = 0; i < count; i++) {
      set(loop.variable(), i);
      begin(loop.carries(), carried);
      carried = block(loop.body());
    }
    finish(loop.carries(), carried);
  }

  private List<Long> initial(List<Operation.Carry> carries) {
    return carries.stream().map(carry -> get(carry.initial())).toList();
  }

  private void begin(List<Operation.Carry> carries, List<Long> carried) {
    for (int i = 0; i < carried.size(); i++) {
      set(carries.get(i).parameter(), carried.get(i));
    }
  }

  private void finish(List<Operation.Carry> carries, List<Long> carried) {
    for (int i = 0; i < carried.size(); i++) {
      set(carries.get(i).result(), carried.get(i));
    }
  }

  private long pure(Operation.Pure operation) {
    return switch (operation) {
      case Operation.Constant op -> op.bits();
      case Operation.Index op -> index(op.index());
      case Operation.Unary op ->
          ScalarCode.unary(op.kind(), op.operand().type(), get(op.operand()));
      case Operation.Binary op ->
          ScalarCode.binary(op.kind(), op.lhs().type(), get(op.lhs()), get(op.rhs()));
      case Operation.Compare op ->
          ScalarCode.compare(op.predicate(), op.lhs().type(), get(op.lhs()), get(op.rhs())) ? 1 : 0;
      case Operation.Select op -> get(op.condition()) != 0 ? get(op.onTrue()) : get(op.onFalse());
      case Operation.Fma op ->
          op.a().type() == op.c().type()
              ? ScalarCode.fma(op.result().type(), get(op.a()), get(op.b()), get(op.c()))
              : ScalarCode.fmaOfPairs(get(op.a()), get(op.b()), get(op.c()));
      case Operation.Cast op ->
          ScalarCode.cast(op.kind(), op.operand().type(), op.result().type(), get(op.operand()));
      case Operation.Call op -> call(op);
      case Operation.Lookup op -> op.table().bits(get(op.index()));
      case Operation.Load op ->
          op.mask() == null || get(op.mask()) != 0 ? read(op.buffer(), index(op.index())) : 0;
    };
  }

  private long call(Operation.Call call) {
    ScalarType type = call.result().type();
    List<Double> x = new ArrayList<>();
    call.arguments().forEach(argument -> x.add(ScalarCode.toDouble(type, get(argument))));
    double first = x.getFirst();
    double result =
        switch (call.function()) {
          case "erf" -> RealMath.erf(first);
          case "sin" -> RealMath.sin(first);
          case "cos" -> RealMath.cos(first);
          case "tan" -> RealMath.tan(first);
          case "acos" -> RealMath.acos(first);
          case "acosh" -> RealMath.acosh(first);
          case "asin" -> RealMath.asin(first);
          case "asinh" -> RealMath.asinh(first);
          case "atanh" -> RealMath.atanh(first);
          case "sinh" -> RealMath.sinh(first);
          case "cosh" -> RealMath.cosh(first);
          case "pow" -> Math.pow(first, x.getLast());
          case "atan2" -> Math.atan2(first, x.getLast());
          default -> throw new UnsupportedOperationException(call.function());
        };
    return ScalarCode.ofDouble(type, result);
  }

  private long index(IndexExpr index) {
    long result = index.constant();
    for (int i = 0; i < index.size(); i++) {
      long atom =
          switch (index.atom(i)) {
            case IndexExpr.Variable v -> variable(v);
            case IndexExpr.Quotient q -> Math.floorDiv(index(q.dividend()), q.divisor());
            case IndexExpr.Remainder r -> Math.floorMod(index(r.dividend()), r.divisor());
          };
      result += atom * index.factor(i);
    }
    return result;
  }

  private long variable(IndexExpr.Variable variable) {
    long value = get(variable.value());
    if (value < variable.min() || value > variable.max()) {
      throw new IndexOutOfBoundsException(
          "%d is not in %d..%d".formatted(value, variable.min(), variable.max()));
    }
    return value;
  }

  private long read(Buffer buffer, long index) {
    MemorySegment bytes = place(buffer, index);
    return switch (buffer.type().byteSize()) {
      case 1 -> bytes.get(ValueLayout.JAVA_BYTE, 0) & 0xFFL;
      case 2 -> bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0) & 0xFFFFL;
      case 4 -> bytes.get(ValueLayout.JAVA_INT_UNALIGNED, 0) & 0xFFFF_FFFFL;
      default -> bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    };
  }

  private void write(Buffer buffer, long index, long bits) {
    MemorySegment bytes = place(buffer, index);
    switch (buffer.type().byteSize()) {
      case 1 -> bytes.set(ValueLayout.JAVA_BYTE, 0, (byte) bits);
      case 2 -> bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) bits);
      case 4 -> bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) bits);
      default -> bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, bits);
    }
  }

  private MemorySegment place(Buffer buffer, long index) {
    if (index < 0 || index >= buffer.count()) {
      throw new IndexOutOfBoundsException(
          "%s[%d] of %d".formatted(buffer.name(), index, buffer.count()));
    }
    int size = buffer.type().byteSize();
    return memory.get(buffer).asSlice(index * size, size);
  }
}
