package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Mistakes that compilers make, each as a wrong back end. */
final class Mistakes {
  private static final Set<Opcode> ARITHMETIC =
      EnumSet.of(Opcode.ADD, Opcode.SUBTRACT, Opcode.MULTIPLY, Opcode.DIVIDE);

  /** A mistake with the opcodes whose cases must find it. */
  record Entry(WrongBackend backend, List<Opcode> opcodes) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private Mistakes() {}

  /** All, by name. */
  static Map<String, Entry> all() {
    Mistakes mistakes = new Mistakes();
    mistakes.arithmetic();
    mistakes.functions();
    mistakes.integers();
    mistakes.comparisons();
    mistakes.movement();
    mistakes.indices();
    mistakes.sums();
    mistakes.control();
    return mistakes.entries;
  }

  private void add(String name, WrongBackend.Mistake mistake, Opcode... opcodes) {
    add(name, mistake, List.of(opcodes), List.of(opcodes));
  }

  private void add(
      String name, WrongBackend.Mistake mistake, List<Opcode> replaced, List<Opcode> tried) {
    entries.put(name, new Entry(new WrongBackend(name, replaced, mistake), tried));
  }

  private static ElementType type(HloInstruction instruction) {
    return instruction.shape().asArray().elementType();
  }

  private static boolean isFloat(HloInstruction instruction) {
    return instruction.shape().isArray() && type(instruction).isFloat();
  }

  private static HloInstruction splat(InstructionBuilder b, HloInstruction like, double value) {
    ArrayShape shape = like.shape().asArray();
    return b.splat(b.scalar(shape.elementType(), value), shape.dimensions());
  }

  private static HloInstruction again(InstructionBuilder b, HloInstruction i) {
    return b.like(i, i.shape(), i.operands());
  }

  private static HloInstruction select(
      InstructionBuilder b, HloInstruction by, HloInstruction yes, HloInstruction no) {
    return b.add(Opcode.SELECT, yes.shape(), by, yes, no);
  }

  private void arithmetic() {
    add(
        "minimum forgets NaN",
        (i, b) ->
            isFloat(i)
                ? select(
                    b,
                    b.compare(ComparisonDirection.LT, i.operand(0), i.operand(1)),
                    i.operand(0),
                    i.operand(1))
                : null,
        Opcode.MINIMUM);
    add(
        "maximum loses the sign of zero",
        (i, b) -> isFloat(i) ? b.elementwise(Opcode.ADD, again(b, i), splat(b, i, 0)) : null,
        Opcode.MAXIMUM);
    add("bf16 is truncated, not rounded", Mistakes::truncated, ARITHMETIC.toArray(Opcode[]::new));
    add(
        "f64 is computed in f32",
        (i, b) ->
            type(i) == ElementType.F64
                ? b.convert(
                    b.like(
                        i,
                        i.shape().asArray().withElementType(ElementType.F32),
                        i.operands().stream().map(o -> b.convert(o, ElementType.F32)).toList()),
                    ElementType.F64)
                : null,
        ARITHMETIC.toArray(Opcode[]::new));
    add(
        "subnormal products are flushed to zero",
        (i, b) ->
            type(i) == ElementType.F32
                ? select(
                    b,
                    b.compare(
                        ComparisonDirection.LT,
                        b.elementwise(Opcode.ABS, again(b, i)),
                        splat(b, i, 0x1p-126)),
                    splat(b, i, 0),
                    again(b, i))
                : null,
        Opcode.MULTIPLY);
    add(
        "the absolute value of -0 is -0",
        (i, b) ->
            isFloat(i)
                ? select(
                    b,
                    b.compare(ComparisonDirection.LT, i.operand(0), splat(b, i, 0)),
                    b.elementwise(Opcode.NEGATE, i.operand(0)),
                    i.operand(0))
                : null,
        Opcode.ABS);
    add(
        "the sign of -0 is 0",
        (i, b) -> isFloat(i) ? b.elementwise(Opcode.ADD, again(b, i), splat(b, i, 0)) : null,
        Opcode.SIGN);
    add(
        "halves are rounded away from zero, not to even",
        (i, b) -> b.elementwise(Opcode.ROUND_NEAREST_AFZ, i.operand(0)),
        Opcode.ROUND_NEAREST_EVEN);
    add(
        "clamp takes the bounds in the other order",
        (i, b) ->
            i.operand(0).shape().isCompatible(i.shape()) && !type(i).isComplex()
                ? b.elementwise(
                    Opcode.MAXIMUM,
                    b.elementwise(Opcode.MINIMUM, i.operand(1), i.operand(2)),
                    i.operand(0))
                : null,
        Opcode.CLAMP);
  }

  private static HloInstruction truncated(HloInstruction i, InstructionBuilder b) {
    if (type(i) != ElementType.BF16) {
      return null;
    }
    ArrayShape shape = i.shape().asArray().withDefaultLayout();
    HloInstruction wide =
        b.like(
            i,
            shape.withElementType(ElementType.F32),
            i.operands().stream().map(o -> b.convert(o, ElementType.F32)).toList());
    HloInstruction bits =
        b.add(Opcode.BITCAST_CONVERT, shape.withElementType(ElementType.U32), wide);
    HloInstruction high = b.elementwise(Opcode.SHIFT_RIGHT_LOGICAL, bits, splat(b, bits, 16));
    return b.add(Opcode.BITCAST_CONVERT, shape, b.convert(high, ElementType.U16));
  }

  private static WrongBackend.Mistake scaled(double factor) {
    return (i, b) ->
        type(i) == ElementType.F32
            ? b.elementwise(Opcode.MULTIPLY, again(b, i), splat(b, i, factor))
            : null;
  }

  private void functions() {
    add("exponential has 20 bits", scaled(1 + 0x1p-20), Opcode.EXPONENTIAL);
    add("rsqrt has 12 bits", scaled(1 + 0x1p-12), Opcode.RSQRT);
    add(
        "exponential-minus-one cancels",
        (i, b) ->
            isFloat(i)
                ? b.elementwise(
                    Opcode.SUBTRACT,
                    b.elementwise(Opcode.EXPONENTIAL, i.operand(0)),
                    splat(b, i, 1))
                : null,
        Opcode.EXPONENTIAL_MINUS_ONE);
    add(
        "log-plus-one cancels",
        (i, b) ->
            isFloat(i)
                ? b.elementwise(Opcode.LOG, b.elementwise(Opcode.ADD, i.operand(0), splat(b, i, 1)))
                : null,
        Opcode.LOG_PLUS_ONE);
    add(
        "atan2 takes its operands in the other order",
        (i, b) -> b.elementwise(Opcode.ATAN2, i.operand(1), i.operand(0)),
        Opcode.ATAN2);
    add(
        "power forgets the sign of the base",
        (i, b) ->
            isFloat(i)
                ? b.elementwise(Opcode.POWER, b.elementwise(Opcode.ABS, i.operand(0)), i.operand(1))
                : null,
        Opcode.POWER);
  }

  private void integers() {
    add(
        "a division by zero gives zero",
        (i, b) ->
            type(i).isInteger()
                ? select(
                    b,
                    b.compare(ComparisonDirection.EQ, i.operand(1), splat(b, i, 0)),
                    splat(b, i, 0),
                    again(b, i))
                : null,
        Opcode.DIVIDE);
    add(
        "the remainder has the sign of the divisor",
        (i, b) ->
            type(i).isSigned()
                ? b.elementwise(
                    Opcode.REMAINDER,
                    b.elementwise(Opcode.ADD, again(b, i), i.operand(1)),
                    i.operand(1))
                : null,
        Opcode.REMAINDER);
    add(
        "shifts take the low bits of the distance",
        (i, b) ->
            type(i).bitWidth() >= 8
                ? b.elementwise(
                    i.opcode(),
                    i.operand(0),
                    b.elementwise(Opcode.AND, i.operand(1), splat(b, i, type(i).bitWidth() - 1.0)))
                : null,
        Opcode.SHIFT_LEFT,
        Opcode.SHIFT_RIGHT_ARITHMETIC,
        Opcode.SHIFT_RIGHT_LOGICAL);
    add(
        "zero has no leading zeros",
        (i, b) ->
            select(
                b,
                b.compare(ComparisonDirection.EQ, i.operand(0), splat(b, i, 0)),
                splat(b, i, 0),
                again(b, i)),
        Opcode.COUNT_LEADING_ZEROS);
    add(
        "the bits of s8 are counted in s32",
        (i, b) ->
            type(i) == ElementType.S8
                ? b.convert(
                    b.elementwise(Opcode.POPCNT, b.convert(i.operand(0), ElementType.S32)),
                    ElementType.S8)
                : null,
        Opcode.POPCNT);
    add(
        "floats wrap when they become s8",
        (i, b) ->
            type(i) == ElementType.S8 && isFloat(i.operand(0))
                ? b.convert(b.convert(i.operand(0), ElementType.S32), ElementType.S8)
                : null,
        Opcode.CONVERT);
    add(
        "u32 is divided as s32",
        (i, b) -> type(i) == ElementType.U32 ? signed(b, i) : null,
        Opcode.DIVIDE);
  }

  private static HloInstruction signed(InstructionBuilder b, HloInstruction i) {
    ArrayShape shape = i.shape().asArray().withDefaultLayout();
    ArrayShape as = shape.withElementType(ElementType.S32);
    List<HloInstruction> operands =
        i.operands().stream().map(o -> b.add(Opcode.BITCAST_CONVERT, as, o)).toList();
    return b.add(Opcode.BITCAST_CONVERT, shape, b.like(i, as, operands));
  }

  private void comparisons() {
    add(
        "u32 is compared as s32",
        (i, b) -> {
          if (type(i.operand(0)) != ElementType.U32) {
            return null;
          }
          ArrayShape as = i.operand(0).shape().asArray().withElementType(ElementType.S32);
          List<HloInstruction> operands =
              i.operands().stream().map(o -> b.add(Opcode.BITCAST_CONVERT, as, o)).toList();
          return b.like(i, i.shape(), operands);
        },
        Opcode.COMPARE);
    add(
        "NaN is not unequal to anything",
        (i, b) ->
            i.get(Attribute.DIRECTION) == ComparisonDirection.NE
                    && isFloat(i.operand(0))
                    && i.find(Attribute.COMPARISON_TYPE).isEmpty()
                ? b.elementwise(
                    Opcode.OR,
                    b.compare(ComparisonDirection.LT, i.operand(0), i.operand(1)),
                    b.compare(ComparisonDirection.GT, i.operand(0), i.operand(1)))
                : null,
        Opcode.COMPARE);
    add(
        "total order is forgotten",
        (i, b) ->
            i.find(Attribute.COMPARISON_TYPE).filter(ComparisonType.TOTALORDER::equals).isPresent()
                ? b.compare(i.get(Attribute.DIRECTION), i.operand(0), i.operand(1))
                : null,
        Opcode.COMPARE);
    add(
        "of equal elements the last has the place",
        (i, b) ->
            i.operand(0).opcode() == Opcode.PARAMETER
                    && i.operand(0).get(Attribute.PARAMETER_NUMBER) == 1
                ? b.compare(ComparisonDirection.GT, i.operand(0), i.operand(1))
                : null,
        List.of(Opcode.COMPARE),
        List.of(Opcode.REDUCE));
    add(
        "of equal elements select-and-scatter takes the last",
        (i, b) ->
            i.get(Attribute.DIRECTION) == ComparisonDirection.GE
                ? b.compare(ComparisonDirection.GT, i.operand(0), i.operand(1))
                : null,
        List.of(Opcode.COMPARE),
        List.of(Opcode.SELECT_AND_SCATTER));
    add(
        "sort is not stable",
        (i, b) -> {
          if (!i.find(Attribute.IS_STABLE).orElse(false)) {
            return null;
          }
          List<HloInstruction> reversed = new ArrayList<>();
          for (HloInstruction operand : i.operands()) {
            reversed.add(
                b.add(
                    Opcode.REVERSE,
                    operand.shape(),
                    List.of(operand),
                    Attributes.of(Attribute.DIMENSIONS, i.get(Attribute.DIMENSIONS))));
          }
          return b.like(i, i.shape(), reversed);
        },
        Opcode.SORT);
  }

  private void movement() {
    add(
        "pad is off by one",
        (i, b) -> {
          List<PaddingDimension> padding = new ArrayList<>(i.get(Attribute.PADDING));
          PaddingDimension first = padding.getFirst();
          padding.set(0, new PaddingDimension(first.low() + 1, first.high() - 1, first.interior()));
          return b.pad(i.operand(0), i.operand(1), i.shape(), padding);
        },
        Opcode.PAD);
    add(
        "transpose leaves the elements where they are",
        (i, b) -> b.reshape(i.operand(0), i.shape().asArray().dimensions()),
        Opcode.TRANSPOSE);
    add(
        "concatenate takes its operands from the last",
        (i, b) -> {
          List<HloInstruction> operands = new ArrayList<>(i.operands());
          Collections.swap(operands, 0, 1);
          return b.like(i, i.shape(), operands);
        },
        Opcode.CONCATENATE);
    add(
        "concatenate goes along the first dimension",
        (i, b) -> {
          ArrayShape shape = i.shape().asArray();
          ArrayShape part = i.operand(0).shape().asArray();
          boolean equal = i.operands().stream().allMatch(o -> o.shape().isCompatible(part));
          if (!equal || i.get(Attribute.DIMENSIONS).getInt(0) == 0) {
            return null;
          }
          HloInstruction other =
              b.add(
                  Opcode.CONCATENATE,
                  ArrayShape.of(
                      part.elementType(),
                      part.dimensions().with(0, part.dimension(0) * i.operandCount())),
                  i.operands(),
                  Attributes.of(Attribute.DIMENSIONS, LongList.of(0)));
          return b.reshape(other, shape.dimensions());
        },
        Opcode.CONCATENATE);
    add(
        "iota counts along the last dimension",
        (i, b) ->
            b.add(
                Opcode.IOTA,
                i.shape(),
                List.of(),
                Attributes.of(Attribute.IOTA_DIMENSION, i.shape().asArray().rank() - 1L)),
        Opcode.IOTA);
    add(
        "reverse takes the first dimension only",
        (i, b) ->
            b.add(
                Opcode.REVERSE,
                i.shape(),
                i.operands(),
                Attributes.of(
                    Attribute.DIMENSIONS, LongList.of(i.get(Attribute.DIMENSIONS).get(0)))),
        Opcode.REVERSE);
    add(
        "a slice with strides begins at zero",
        (i, b) ->
            b.slice(
                i.operand(0),
                i.get(Attribute.SLICE).stream()
                    .map(
                        range ->
                            range.stride() > 1
                                ? new SliceRange(0, range.limit() - range.start(), range.stride())
                                : range)
                    .toList()),
        Opcode.SLICE);
  }

  /** Indices behind the end begin anew, and those in front of zero count from there backwards. */
  private static HloInstruction wrapped(InstructionBuilder b, HloInstruction index, long size) {
    ElementType type = type(index);
    return size > 100 && type.bitWidth() == 8
        ? index
        : b.elementwise(Opcode.REMAINDER, index, splat(b, index, size));
  }

  private void indices() {
    WrongBackend.Mistake starts =
        (i, b) -> {
          ArrayShape shape = i.operand(0).shape().asArray();
          int first = i.operandCount() - shape.rank();
          List<HloInstruction> operands = new ArrayList<>(i.operands());
          for (int d = 0; d < shape.rank(); d++) {
            operands.set(first + d, wrapped(b, operands.get(first + d), shape.dimension(d)));
          }
          return b.like(i, i.shape(), operands);
        };
    add("dynamic-slice does not clamp", starts, Opcode.DYNAMIC_SLICE);
    add("dynamic-update-slice does not clamp", starts, Opcode.DYNAMIC_UPDATE_SLICE);
    add(
        "gather does not clamp",
        (i, b) ->
            b.like(
                i,
                i.shape(),
                List.of(
                    i.operand(0),
                    wrapped(b, i.operand(1), i.operand(0).shape().asArray().dimension(0)))),
        Opcode.GATHER);
    add(
        "scatter moves what lies outside to the edge",
        (i, b) -> {
          HloInstruction at = i.operand(1);
          long size = i.operand(0).shape().asArray().dimension(0);
          HloInstruction clamped =
              b.add(Opcode.CLAMP, at.shape(), splat(b, at, 0), at, splat(b, at, size - 1));
          return b.like(i, i.shape(), List.of(i.operand(0), clamped, i.operand(2)));
        },
        Opcode.SCATTER);
  }

  private void sums() {
    add(
        "reduce drops what does not fill a vector",
        (i, b) -> {
          if (i.operandCount() != 2) {
            return null;
          }
          ArrayShape shape = i.operand(0).shape().asArray();
          LongList dimensions = i.get(Attribute.DIMENSIONS);
          List<SliceRange> ranges = new ArrayList<>();
          for (int d = 0; d < shape.rank(); d++) {
            boolean reduced = dimensions.contains(d);
            ranges.add(
                new SliceRange(0, shape.dimension(d) - (reduced ? shape.dimension(d) % 4 : 0), 1));
          }
          return b.like(i, i.shape(), List.of(b.slice(i.operand(0), ranges), i.operand(1)));
        },
        Opcode.REDUCE);
    add("dot has factors of bf16", Mistakes::narrowFactors, Opcode.DOT);
    add("convolution has factors of bf16", Mistakes::narrowFactors, Opcode.CONVOLUTION);
    add(
        "dot ends with a rounding to bf16",
        (i, b) ->
            type(i) == ElementType.F32
                ? b.convert(b.convert(again(b, i), ElementType.BF16), ElementType.F32)
                : null,
        Opcode.DOT);
    add(
        "convolution forgets the reversal of windows",
        (i, b) -> {
          List<WindowDimension> window = new ArrayList<>();
          for (WindowDimension d : i.get(Attribute.WINDOW).dimensions()) {
            window.add(
                new WindowDimension(
                    d.size(),
                    d.stride(),
                    d.paddingLow(),
                    d.paddingHigh(),
                    d.windowDilation(),
                    d.baseDilation(),
                    false));
          }
          return b.add(
              Opcode.CONVOLUTION,
              i.shape(),
              i.operands(),
              i.attributes().with(Attribute.WINDOW, new Window(window)));
        },
        Opcode.CONVOLUTION);
  }

  private static HloInstruction narrowFactors(HloInstruction i, InstructionBuilder b) {
    if (type(i) != ElementType.F32 || type(i.operand(0)) != ElementType.F32) {
      return null;
    }
    return b.like(
        i,
        i.shape(),
        i.operands().stream()
            .map(o -> b.convert(b.convert(o, ElementType.BF16), ElementType.F32))
            .toList());
  }

  private void control() {
    add(
        "loops make one trip too many",
        (i, b) -> b.compare(ComparisonDirection.LE, i.operand(0), i.operand(1)),
        List.of(Opcode.COMPARE),
        List.of(Opcode.WHILE));
    add(
        "a branch that is not there is the first",
        (i, b) -> {
          HloInstruction index = i.operand(0);
          List<HloInstruction> operands = new ArrayList<>(i.operands());
          HloInstruction inside =
              b.compare(
                  ComparisonDirection.LT, index, b.scalar(ElementType.S32, i.operandCount() - 1.0));
          operands.set(0, select(b, inside, index, b.scalar(ElementType.S32, 0)));
          return b.like(i, i.shape(), operands);
        },
        Opcode.CONDITIONAL);
  }
}
