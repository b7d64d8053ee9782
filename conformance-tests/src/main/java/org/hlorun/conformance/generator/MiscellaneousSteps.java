package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TupleShape;

/** Tuples, barriers, random bits, batch normalisation, exact linear algebra. */
final class MiscellaneousSteps {
  private MiscellaneousSteps() {}

  /** Takes tuples apart down to their arrays. */
  static void takeApart(Body body, Value tuple) {
    for (Value element : body.elements(tuple)) {
      if (!element.isArray()) {
        takeApart(body, element);
      }
    }
  }

  /** A tuple, perhaps of tuples, perhaps behind a barrier, taken apart again. */
  static boolean tuple(Body body) {
    List<Value> elements = new ArrayList<>();
    int count = body.draw.between(1, 3);
    for (int i = 0; i < count; i++) {
      body.find(v -> true).ifPresent(elements::add);
    }
    if (elements.isEmpty()) {
      return false;
    }
    if (body.draw.percent(30)) {
      elements.set(0, body.tuple(List.of(elements.getFirst(), elements.getLast())));
    }
    Value value = body.draw.percent(30) ? elements.getLast() : body.tuple(elements);
    if (value.isArray() || body.draw.percent(60)) {
      var shape = value.instruction().shape();
      value =
          body.add(Opcode.OPT_BARRIER, shape, value.ranges(), Attributes.none(), List.of(value));
    }
    if (!value.isArray()) {
      takeApart(body, value);
    }
    return true;
  }

  static boolean randomBits(Body body) {
    RandomAlgorithm algorithm = body.draw.of(RandomAlgorithm.values());
    int words = algorithm == RandomAlgorithm.RNG_THREE_FRY || body.draw.percent(60) ? 2 : 3;
    ElementType type =
        body.draw.of(
            ElementType.U32, ElementType.U64, ElementType.S32, ElementType.U16, ElementType.U8);
    Value state = body.like(ArrayShape.of(ElementType.U64, words));
    ArrayShape data = body.draft.shape(type);
    Value result =
        body.add(
            Opcode.RNG_BIT_GENERATOR,
            new TupleShape(List.of(state.shape().withDefaultLayout(), data)),
            List.of(Range.any(ElementType.U64), Range.any(type)),
            Attributes.of(Attribute.RANDOM_ALGORITHM, algorithm),
            List.of(state));
    body.elements(result);
    return true;
  }

  static boolean dimensionSize(Body body) {
    Optional<Value> operand = body.find(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    LongList dimension = LongList.of(body.draw.between(0, operand.get().rank() - 1));
    Attributes attributes = Attributes.of(Attribute.DIMENSIONS, dimension);
    long size = operand.get().size(dimension.getInt(0));
    body.add(Opcode.GET_DIMENSION_SIZE, Range.integers(size), attributes, operand.get());
    return true;
  }

  static boolean topK(Body body) {
    Optional<Value> operand =
        body.find(
            v ->
                v.rank() > 0
                    && v.size(v.rank() - 1) > 0
                    && (v.type() == ElementType.F32 || v.type() == ElementType.S32)
                    && v.range().isExact()
                    && !v.range().openZero());
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    int last = value.rank() - 1;
    long k = body.draw.between(1L, value.size(last));
    ArrayShape shape = ArrayShape.of(value.type(), value.shape().dimensions().with(last, k));
    Range places = Range.integers(value.size(last));
    Value result =
        body.add(
            Opcode.TOPK,
            new TupleShape(List.of(shape, shape.withElementType(ElementType.S32))),
            List.of(value.range(), places),
            Attributes.of(Attribute.K, k).with(Attribute.LARGEST, body.draw.percent(70)),
            List.of(value));
    body.elements(result);
    return true;
  }

  /** Substitution of integers: the diagonal is one, so that nothing is rounded. */
  static boolean triangularSolve(Body body) {
    ElementType type = body.draw.of(ElementType.F32, ElementType.F64);
    int size = body.draw.between(1, 4);
    int columns = body.draw.between(1, 5);
    boolean left = body.draw.percent(50);
    ArrayShape right =
        left ? ArrayShape.of(type, size, columns) : ArrayShape.of(type, columns, size);
    Value matrix = body.like(ArrayShape.of(type, size, size));
    Value terms = body.like(right);
    double magnitude = terms.range().magnitude();
    for (int i = 1; i < size; i++) {
      magnitude += magnitude * matrix.range().magnitude();
    }
    Range range = Range.integers(magnitude).withOpenZero();
    boolean exact = matrix.range().isExact() && terms.range().isExact() && range.fits(type);
    if (!exact || matrix.range().fractionBits() + terms.range().fractionBits() > 0) {
      return false;
    }
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.LEFT_SIDE, left)
            .put(Attribute.LOWER, body.draw.percent(50))
            .put(Attribute.UNIT_DIAGONAL, true)
            .put(
                Attribute.TRANSPOSE_A,
                body.draw.of(TransposeOption.NO_TRANSPOSE, TransposeOption.TRANSPOSE))
            .build();
    body.add(Opcode.TRIANGULAR_SOLVE, range, attributes, matrix, terms);
    return true;
  }

  /** Batch normalisation around zero, where no difference cancels. */
  static boolean batchNorm(Body body) {
    Optional<Value> operand =
        body.find(v -> v.rank() > 0 && v.type() == ElementType.F32 && v.range().isExact());
    if (!body.draft.approximate || operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    int feature = body.draw.between(0, value.rank() - 1);
    ArrayShape features = ArrayShape.of(value.type(), value.size(feature));
    ArrayLiteral numbers = ArrayLiteral.allocate(features);
    ArrayLiteral variances = ArrayLiteral.allocate(features);
    for (long i = 0; i < numbers.elementCount(); i++) {
      numbers.setDouble(i, body.draw.between(1, 9));
      variances.setDouble(i, body.draw.between(1, 30));
    }
    Value zero = body.constant(ArrayLiteral.allocate(features), Range.integers(0));
    Attributes attributes =
        Attributes.of(Attribute.EPSILON, (double) 0x1p-10f)
            .with(Attribute.FEATURE_INDEX, (long) feature);
    body.add(
        Opcode.BATCH_NORM_INFERENCE,
        value.range().asApproximate(),
        attributes,
        value,
        body.constant(numbers, Range.integers(9)),
        zero,
        zero,
        body.constant(variances, Range.integers(30)));
    return true;
  }
}
