package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.TensorTiles;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** The buffers of a kernel under construction, made when they are first asked for. */
public final class KernelArguments implements Sources {
  /** Words of 64 bits of a description of an array. */
  private static final long MAP_WORDS = 16;

  private final FusedView view;
  private final boolean isForAllSizes;
  private final boolean mayStream;
  private final Map<Argument, Buffer> buffers = new LinkedHashMap<>();
  private final Map<Argument, Buffer> pairs = new LinkedHashMap<>();

  /** No buffers yet of a kernel for an instruction. */
  public KernelArguments(FusedView view) {
    this(view, false, true);
  }

  private KernelArguments(FusedView view, boolean isForAllSizes, boolean mayStream) {
    this.view = view;
    this.isForAllSizes = isForAllSizes;
    this.mayStream = mayStream;
  }

  /**
   * No buffers yet of a kernel for an instruction and those like it of other sizes.
   *
   * @param mayStream whether arrays that are too large for caches, and so are written past them,
   *     have a kernel of their own
   */
  public static KernelArguments forAllSizes(FusedView view, boolean mayStream) {
    return new KernelArguments(view, true, mayStream);
  }

  @Override
  public Buffer find(HloInstruction instruction, int leaf) {
    int operand = view.operandNumber(instruction);
    boolean isConstant = instruction.opcode() == Opcode.CONSTANT;
    boolean inline =
        isConstant
            && instruction.has(Attribute.VALUE)
            && instruction.shape().asArray().elementCount() == 1;
    if (inline || (operand < 0 && !isConstant)) {
      return null;
    }
    ArrayShape shape = Leaves.of(instruction.shape()).get(leaf);
    return buffer(memory(instruction, leaf), shape, Buffer.Role.INPUT);
  }

  /** What an operand, or a constant, is to a kernel. */
  private Argument memory(HloInstruction array, int leaf) {
    int operand = view.operandNumber(array);
    return operand >= 0 ? new Argument.Operand(operand, leaf) : new Argument.Constant(array);
  }

  /**
   * An array in memory of elements of 16 bits, an even number, as one of integers of two elements
   * each: a buffer of its own beside that of the elements.
   */
  public Buffer pairs(HloInstruction array) {
    long count = isForAllSizes ? Buffer.ANY_COUNT : array.shape().asArray().elementCount() / 2;
    return pairs.computeIfAbsent(
        memory(array, 0), a -> Buffer.ofPairs("pairs" + pairs.size(), count));
  }

  @Override
  public boolean looksUp() {
    return view.target().looksUp();
  }

  /** The description of an array in memory, an operand or a constant, for copies of boxes. */
  public Buffer tensorMap(HloInstruction array, TensorTiles tiles) {
    return buffers.computeIfAbsent(
        new Argument.TensorMap(memory(array, 0), tiles),
        a -> new Buffer("b" + buffers.size(), ScalarType.I64, MAP_WORDS, Buffer.Role.TENSOR_MAP));
  }

  private Buffer buffer(Argument argument, ArrayShape shape, Buffer.Role role) {
    long count = shape.elementCount() * (shape.elementType().isComplex() ? 2 : 1);
    return buffer(argument, NumberCode.storage(shape.elementType()), count, role);
  }

  private Buffer buffer(Argument argument, ScalarType type, long count, Buffer.Role role) {
    return buffers.computeIfAbsent(
        argument,
        a -> {
          String name = "b" + buffers.size();
          return isForAllSizes
              ? Buffer.ofAnyCount(name, type, mayStream ? count : 0, role)
              : new Buffer(name, type, count, role);
        });
  }

  /** The buffer of something that is only read, of as many elements in all kernels. */
  public Buffer input(Argument argument, ScalarType type, long count) {
    return buffers.computeIfAbsent(
        argument, a -> new Buffer("b" + buffers.size(), type, count, Buffer.Role.INPUT));
  }

  /** The buffer of an operand of the instruction, an array. */
  public Buffer operand(int number) {
    ArrayShape shape = view.instruction().operand(number).shape().asArray();
    return buffer(new Argument.Operand(number, 0), shape, Buffer.Role.INPUT);
  }

  /** The buffer of a leaf of the result. */
  public Buffer result(int leaf) {
    ArrayShape shape = Leaves.of(view.instruction().shape()).get(leaf);
    return buffer(new Argument.Result(leaf), shape, Buffer.Role.OUTPUT);
  }

  /** Scratch memory that this kernel writes or reads. */
  public Buffer scratch(long offset, ScalarType type, long count, Buffer.Role role) {
    return buffer(new Argument.Scratch(offset, count * type.byteSize()), type, count, role);
  }

  /** Numbers that the kernel reads, computed when it is made. */
  public Buffer table(double[] numbers) {
    ArrayShape shape = ArrayShape.of(ElementType.F64, numbers.length);
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    for (int i = 0; i < numbers.length; i++) {
      literal.setDouble(i, numbers[i]);
    }
    HloInstruction constant =
        new HloModule("table")
            .addComputation("table")
            .add(
                "table",
                Opcode.CONSTANT,
                shape,
                List.of(),
                Attributes.of(Attribute.VALUE, literal));
    return buffer(new Argument.Constant(constant), shape, Buffer.Role.INPUT);
  }

  /** The buffers asked for so far, in this order, those of pairs behind the others. */
  public List<Buffer> buffers() {
    List<Buffer> all = new ArrayList<>(buffers.values());
    all.addAll(pairs.values());
    return all;
  }

  /** The kernel that was built, with these buffers. */
  public Kernel kernel(KernelBuilder builder, String name) {
    return builder.build(name, buffers());
  }

  /**
   * A kernel with what its buffers stand for.
   *
   * @param copies the operand that the kernel only copies to the result; null if it does more
   */
  public LoweredKernel lowered(Kernel kernel, Argument.Operand copies) {
    return new LoweredKernel(kernel, arguments(), copies);
  }

  /** What the {@link #buffers} asked for so far stand for. */
  public List<Argument> arguments() {
    List<Argument> all = new ArrayList<>(buffers.keySet());
    all.addAll(pairs.keySet());
    return all;
  }
}
