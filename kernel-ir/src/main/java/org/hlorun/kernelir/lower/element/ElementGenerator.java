package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Code for one element of an HLO value: recursively that of the elements it is made of, down to
 * loads. What was generated for an element is found again as long as its block is open.
 */
public final class ElementGenerator {
  private record Key(HloInstruction instruction, int leaf, MultiIndex index, Value mask) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && instruction.equals(that.instruction)
          && leaf == that.leaf
          && index.equals(that.index)
          && Objects.equals(mask, that.mask);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * instruction.hashCode() + leaf) + index.hashCode())
          + Objects.hashCode(mask);
    }
  }

  private final KernelBuilder builder;
  private final Sources sources;
  private final NumberCode numbers;
  private final ElementwiseCode elementwise;
  private final MovementCode movement;
  private final ReductionCode reductions;
  private final ContractionCode contractions;
  private final Map<Key, Element> known = new HashMap<>();
  private final Map<FusedView.Root, Function<MultiIndex, Element>> overrides = new HashMap<>();

  /**
   * A generator that knows no element yet.
   *
   * @param sources where the values lie that the kernel reads
   */
  public ElementGenerator(KernelBuilder builder, Sources sources) {
    this.builder = builder;
    this.sources = sources;
    this.numbers = new NumberCode(builder);
    this.elementwise = new ElementwiseCode(builder, numbers, sources.looksUp());
    this.movement = new MovementCode(this);
    this.reductions = new ReductionCode(this);
    this.contractions = new ContractionCode(this);
  }

  /** The kernel that the code becomes part of. */
  public KernelBuilder builder() {
    return builder;
  }

  /** Numbers of this kernel: constants, loads and stores. */
  public NumberCode numbers() {
    return numbers;
  }

  /** The elementwise operations of this kernel. */
  public ElementwiseCode elementwise() {
    return elementwise;
  }

  /** Makes the elements of an instruction come from elsewhere: a row's reduction, a tile. */
  public void override(HloInstruction instruction, Function<MultiIndex, Element> elements) {
    override(instruction, 0, elements);
  }

  /** Makes the elements of a leaf of an instruction come from elsewhere. */
  public void override(
      HloInstruction instruction, int leaf, Function<MultiIndex, Element> elements) {
    overrides.put(new FusedView.Root(instruction, leaf), elements);
  }

  /** The element of an array-shaped instruction. */
  public Element element(HloInstruction instruction, MultiIndex index, Value mask) {
    return element(instruction, 0, index, mask);
  }

  /**
   * The element at an index of a leaf of an instruction.
   *
   * @param mask where it is false the element is not wanted and nothing may be read for it; null =
   *     always wanted
   */
  public Element element(HloInstruction instruction, int leaf, MultiIndex index, Value mask) {
    Key key = new Key(instruction, leaf, index, mask);
    Element element = known.get(key);
    if (element != null && isOpen(element)) {
      return element;
    }
    element = generate(instruction, leaf, index, mask);
    known.put(key, element);
    return element;
  }

  private boolean isOpen(Element element) {
    return builder.isKnown(element.real())
        && (element.imaginary() == null || builder.isKnown(element.imaginary()));
  }

  private Element generate(HloInstruction instruction, int leaf, MultiIndex index, Value mask) {
    Function<MultiIndex, Element> override = overrides.get(new FusedView.Root(instruction, leaf));
    if (override != null) {
      return override.apply(index);
    }
    Buffer buffer = sources.find(instruction, leaf);
    if (buffer != null) {
      ArrayShape shape = Leaves.of(instruction.shape()).get(leaf);
      return numbers.load(shape.elementType(), buffer, index.linear(shape.dimensions()), mask);
    }
    if (ElementwiseCode.covers(instruction.opcode())) {
      requireSameRank(instruction);
      List<Element> operands = new ArrayList<>(instruction.operandCount());
      for (HloInstruction operand : instruction.operands()) {
        operands.add(element(operand, operandIndex(operand, index), mask));
      }
      return elementwise.emit(instruction, operands);
    }
    return switch (instruction.opcode()) {
      case CONSTANT -> constant(instruction);
      case GET_TUPLE_ELEMENT -> tupleElement(instruction, index, mask);
      case TUPLE -> tupleLeaf(instruction, leaf, index, mask);
      case REDUCE, REDUCE_WINDOW -> reduction(instruction, leaf, index, mask);
      case DOT -> contractions.dot(instruction, index, mask);
      case CONVOLUTION -> contractions.convolution(instruction, index, mask);
      case MAP -> map(instruction, index, mask);
      default -> movement.element(instruction, index, mask);
    };
  }

  /** All results of a reduction are computed at once: the others are noted. */
  private Element reduction(HloInstruction reduction, int leaf, MultiIndex index, Value mask) {
    List<Element> results =
        reduction.opcode() == Opcode.REDUCE
            ? reductions.reduce(reduction, index, mask)
            : reductions.reduceWindow(reduction, index, mask);
    for (int i = 0; i < results.size(); i++) {
      if (i != leaf && !overrides.containsKey(new FusedView.Root(reduction, i))) {
        known.put(new Key(reduction, i, index, mask), results.get(i));
      }
    }
    return results.get(leaf);
  }

  /** Between types of different widths, {@code bitcast-convert} has no element per element. */
  private static void requireSameRank(HloInstruction instruction) {
    if (instruction.opcode() == Opcode.BITCAST_CONVERT
        && instruction.shape().asArray().rank()
            != instruction.operand(0).shape().asArray().rank()) {
      throw new UnsupportedKernelException("bitcast-convert between types of different widths");
    }
  }

  /** Scalars are broadcast in {@code clamp} and {@code select}. */
  private static MultiIndex operandIndex(HloInstruction operand, MultiIndex index) {
    return operand.shape().asArray().rank() == 0 ? MultiIndex.SCALAR : index;
  }

  private Element map(HloInstruction map, MultiIndex index, Value mask) {
    List<Element> operands = new ArrayList<>();
    map.operands().forEach(operand -> operands.add(element(operand, index, mask)));
    return apply(map.get(Attribute.TO_APPLY), operands).getFirst();
  }

  private Element tupleElement(HloInstruction get, MultiIndex index, Value mask) {
    HloInstruction tuple = get.operand(0);
    int element = Math.toIntExact(get.get(Attribute.INDEX));
    return element(tuple, Leaves.firstLeaf(tuple.shape(), element), index, mask);
  }

  private Element tupleLeaf(HloInstruction tuple, int leaf, MultiIndex index, Value mask) {
    int rest = leaf;
    for (HloInstruction operand : tuple.operands()) {
      int leaves = Leaves.of(operand.shape()).size();
      if (rest < leaves) {
        return element(operand, rest, index, mask);
      }
      rest -= leaves;
    }
    throw new IllegalStateException("tuple has no leaf " + leaf);
  }

  private Element constant(HloInstruction instruction) {
    if (!instruction.has(Attribute.VALUE) || instruction.shape().asArray().elementCount() != 1) {
      throw new UnsupportedKernelException("an array constant inside a fusion");
    }
    return literal((ArrayLiteral) instruction.get(Attribute.VALUE));
  }

  private Element literal(ArrayLiteral literal) {
    ElementType type = literal.elementType();
    if (type.isComplex()) {
      ScalarType part = NumberCode.compute(type);
      return new Element(
          builder.real(part, literal.getDouble(0)), builder.real(part, literal.getImaginary(0)));
    }
    ScalarType compute = NumberCode.compute(type);
    if (NarrowFloatCode.covers(type)) {
      return Element.of(builder.bits(compute, literal.getBits(0)));
    }
    if (type.isFloat() && !Double.isNaN(literal.getDouble(0))) {
      return Element.of(builder.real(compute, literal.getDouble(0)));
    }
    if (type.isFloat()) {
      Value stored = builder.bits(NumberCode.storage(type), literal.getBits(0));
      return Element.of(numbers.decode(type, stored));
    }
    return Element.of(builder.integer(compute, literal.getLong(0)));
  }

  /** The results of a computation on scalars, written out. */
  public List<Element> apply(HloComputation computation, List<Element> arguments) {
    Map<HloInstruction, List<Element>> values = new HashMap<>();
    for (HloInstruction instruction : computation.instructions()) {
      values.put(instruction, step(instruction, values, arguments));
    }
    return values.get(computation.root());
  }

  private List<Element> step(
      HloInstruction instruction,
      Map<HloInstruction, List<Element>> values,
      List<Element> arguments) {
    List<Element> operands = new ArrayList<>();
    instruction.operands().forEach(operand -> operands.addAll(values.get(operand)));
    return switch (instruction.opcode()) {
      case PARAMETER ->
          List.of(arguments.get(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER))));
      case CONSTANT -> List.of(constant(instruction));
      case TUPLE -> operands;
      case GET_TUPLE_ELEMENT ->
          List.of(operands.get(Math.toIntExact(instruction.get(Attribute.INDEX))));
      case BROADCAST, RESHAPE, BITCAST, TRANSPOSE -> scalarOnly(instruction, operands);
      case CALL, FUSION ->
          apply(
              instruction
                  .find(Attribute.TO_APPLY)
                  .or(() -> instruction.find(Attribute.CALLS))
                  .orElseThrow(),
              operands);
      default -> {
        if (!ElementwiseCode.covers(instruction.opcode())) {
          throw new UnsupportedKernelException(instruction.opcode() + " in a scalar computation");
        }
        yield List.of(elementwise.emit(instruction, operands));
      }
    };
  }

  private static List<Element> scalarOnly(HloInstruction instruction, List<Element> operands) {
    if (instruction.shape().asArray().elementCount() != 1) {
      throw new UnsupportedKernelException("arrays in a scalar computation");
    }
    return operands;
  }

  /** Both masks. */
  public Value and(Value mask, Value condition) {
    return mask == null ? condition : builder.binary(BinaryKind.AND, mask, condition);
  }

  /** The dimensions of an array-shaped instruction. */
  public static LongList dimensions(HloInstruction instruction) {
    return instruction.shape().asArray().dimensions();
  }

  /** A scalar operand as a start index clamped to {@code [0, max]}. */
  IndexExpr start(HloInstruction scalar, long max, Value mask) {
    Element element = element(scalar, MultiIndex.SCALAR, mask);
    return numbers.clampedIndex(
        scalar.shape().asArray().elementType(), element.real(), Math.max(0, max));
  }
}
