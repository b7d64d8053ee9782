package org.hlorun.interpreter.customcall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.hlorun.interpreter.lapack.ColumnMatrix;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * A call of a LAPACK routine for a batch of matrices: its operands, its attributes, and the results
 * to be. The leading dimensions of all arrays are those of the batch.
 */
final class LapackBatch {
  private static final Pattern TARGET = Pattern.compile("lapack_(.)(\\w+)_ffi");

  private final HloInstruction call;
  private final Evaluation evaluation;
  private final List<ArrayLiteral> operands = new ArrayList<>();
  private final List<ArrayLiteral> results = new ArrayList<>();
  private final String routine;
  private final ElementType type;
  private final LongList batch;

  LapackBatch(HloInstruction call, Literal[] operands, Evaluation evaluation) {
    this.call = call;
    this.evaluation = evaluation;
    Matcher target = TARGET.matcher(target());
    if (!target.matches()) {
      throw new IllegalArgumentException(target());
    }
    routine = target.group(2);
    type =
        switch (target.group(1)) {
          case "s" -> ElementType.F32;
          case "d" -> ElementType.F64;
          case "c" -> ElementType.C64;
          default -> ElementType.C128;
        };
    for (Literal operand : operands) {
      if (!(operand instanceof ArrayLiteral array) || array.elementType() != type) {
        throw refused("takes arrays of " + type);
      }
      this.operands.add(array);
    }
    if (this.operands.isEmpty() || this.operands.getFirst().shape().rank() < 2) {
      throw refused("takes matrices");
    }
    LongList sizes = this.operands.getFirst().sizes();
    batch = leading(sizes, sizes.size() - 2);
    List<Shape> shapes =
        call.shape() instanceof TupleShape tuple ? tuple.elements() : List.of(call.shape());
    for (Shape shape : shapes) {
      if (!(shape instanceof ArrayShape array) || array.hasDynamicDimensions()) {
        throw refused("gives arrays of fixed sizes");
      }
      results.add(evaluation.allocate(call, array));
    }
  }

  private static LongList leading(LongList sizes, int count) {
    return LongList.of(Arrays.copyOf(sizes.toArray(), count));
  }

  private String target() {
    return call.get(Attribute.CUSTOM_CALL_TARGET);
  }

  private HloException refused(String what) {
    return HloException.of(DiagnosticCode.UNSUPPORTED, target() + " " + what, null);
  }

  /** The name without type, prefix and suffix. */
  String routine() {
    return routine;
  }

  ElementType type() {
    return type;
  }

  int rows() {
    return size(0, 2);
  }

  int columns() {
    return size(0, 1);
  }

  /** A dimension of an operand, counted from the last one, which is 1. */
  private int size(int operand, int fromLast) {
    ArrayShape shape = operands.get(operand).shape();
    return Math.toIntExact(shape.dimension(shape.rank() - fromLast));
  }

  ArrayLiteral operand(int index) {
    return operands.get(index);
  }

  ArrayLiteral result(int index) {
    return results.get(index);
  }

  Literal results() {
    return call.shape() instanceof TupleShape
        ? TupleLiteral.of(results.toArray(ArrayLiteral[]::new))
        : results.getFirst();
  }

  /** An attribute that is a letter, as a number: {@code uplo = 76 : ui8} is L. */
  char letter(String key, String allowed) {
    String configuration = call.find(Attribute.BACKEND_CONFIG).orElse("");
    Matcher value = Pattern.compile("\\b" + key + " *= *(\\d{1,3})\\b").matcher(configuration);
    if (value.find()) {
      int number = Integer.parseInt(value.group(1));
      if (allowed.indexOf(number) >= 0) {
        return (char) number;
      }
    }
    throw refused("needs one of %s as %s in its backend_config".formatted(allowed, key));
  }

  void expectOperands(int count) {
    if (operands.size() != count) {
      throw refused("takes %d arrays".formatted(count));
    }
  }

  void expectResults(int count) {
    if (results.size() != count) {
      throw refused("has %d results".formatted(count));
    }
  }

  void expectSquare() {
    if (rows() != columns()) {
      throw refused("takes square matrices");
    }
  }

  /** A result has some sizes behind those of the batch. */
  void expectResult(int index, ElementType elementType, long... sizes) {
    LongList expected =
        LongList.of(LongStream.concat(batch.stream(), LongStream.of(sizes)).toArray());
    if (index >= results.size()
        || results.get(index).elementType() != elementType
        || !results.get(index).sizes().equals(expected)) {
      throw refused("has as result %d an array %s%s".formatted(index, elementType, expected));
    }
  }

  /** Right sides that fit to the matrices, and solutions like them. */
  void expectTriangularSystem(boolean leftSide) {
    LongList sizes = operands.get(1).sizes();
    if (sizes.size() != batch.size() + 2
        || !leading(sizes, batch.size()).equals(batch)
        || size(1, leftSide ? 2 : 1) != rows()) {
      throw refused("takes right sides that fit to its matrices");
    }
    expectResult(0, type, size(1, 2), size(1, 1));
    expectResults(1);
  }

  /** As many factors of reflectors as there are columns or fewer, of which no more than rows. */
  void expectReflectors() {
    LongList sizes = operands.get(1).sizes();
    if (sizes.size() != batch.size() + 1
        || !leading(sizes, batch.size()).equals(batch)
        || size(1, 1) > columns()
        || columns() > rows()) {
      throw refused("takes matrices of reflectors, no more of them than columns than rows");
    }
  }

  /** Does something for every matrix, in parallel. */
  void forEach(LongConsumer task) {
    long count = batch.stream().reduce(1, (a, b) -> a * b);
    evaluation.parallel(
        count,
        1,
        (start, end) -> {
          for (long index = start; index < end; index++) {
            evaluation.poll();
            task.accept(index);
          }
        });
  }

  /** A matrix of the first operand. */
  ColumnMatrix matrix(long index) {
    return ColumnMatrix.read(operands.getFirst(), index * rows() * columns(), rows(), columns());
  }

  /** A vector of an operand. */
  double[] vector(int operand, long index) {
    double[] vector = new double[size(operand, 1)];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = operands.get(operand).getDouble(index * vector.length + i);
    }
    return vector;
  }

  void store(int result, long index, ColumnMatrix matrix) {
    matrix.write(results.get(result), index * matrix.rows() * matrix.columns());
  }

  void store(int result, long index, double[] vector) {
    for (int i = 0; i < vector.length; i++) {
      results.get(result).setDouble(index * vector.length + i, vector[i]);
    }
  }

  void store(int result, long index, int[] vector) {
    for (int i = 0; i < vector.length; i++) {
      results.get(result).setLong(index * vector.length + i, vector[i]);
    }
  }

  void store(int result, long index, int number) {
    results.get(result).setLong(index, number);
  }
}
