package org.hlorun.fusion.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TupleShape;

/**
 * LAPACK's routines that opcodes stand for, as JAX calls them on CPUs, for back ends that ask for
 * it.
 *
 * <pre>
 * lapack_?trsm_ffi(a, b) => triangular-solve(a, b)
 * lapack_?potrf_ffi(a) => (select(triangle, cholesky(a), a), info)
 * </pre>
 *
 * <p>{@code info} is zero where the factor has no NaN on its diagonal, and the size of the matrix
 * elsewhere. LAPACK's is the order of the first leading minor that is not positive, which no opcode
 * tells: so a Cholesky factorisation whose {@code info} is not just compared with zero stays.
 */
public final class LapackExpansion extends InstructionPass {
  private static final Pattern TARGET = Pattern.compile("lapack_([sdcz])(potrf|trsm)_ffi");

  /** The pass, which has no options. */
  public LapackExpansion() {
    super(Opcode.CUSTOM_CALL);
  }

  @Override
  public String name() {
    return "lapack-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected HloInstruction replacement(HloInstruction call) {
    Matcher target = TARGET.matcher(call.get(Attribute.CUSTOM_CALL_TARGET));
    if (!target.matches() || !hasMatrices(call, type(target.group(1)))) {
      return null;
    }
    return target.group(2).equals("trsm") ? triangularSolve(call) : cholesky(call);
  }

  /** The type of the routines of a letter. */
  private static ElementType type(String letter) {
    return switch (letter) {
      case "s" -> ElementType.F32;
      case "d" -> ElementType.F64;
      case "c" -> ElementType.C64;
      default -> ElementType.C128;
    };
  }

  /** Whether all operands are matrices of a type. What is malformed, the interpreter says. */
  private static boolean hasMatrices(HloInstruction call, ElementType type) {
    for (HloInstruction operand : call.operands()) {
      if (!(operand.shape() instanceof ArrayShape array)
          || array.elementType() != type
          || array.rank() < 2
          || array.elementCount() == 0) {
        return false;
      }
    }
    return !call.operands().isEmpty();
  }

  /** An attribute that is a letter, as a number: {@code uplo = 76 : ui8} is L; 0 if none is. */
  private static int letter(HloInstruction call, String key) {
    String configuration = call.find(Attribute.BACKEND_CONFIG).orElse("");
    Matcher value = Pattern.compile("\\b" + key + " *= *(\\d{1,3})\\b").matcher(configuration);
    return value.find() ? Integer.parseInt(value.group(1)) : 0;
  }

  private static HloInstruction triangularSolve(HloInstruction call) {
    int side = letter(call, "side");
    int triangle = letter(call, "uplo");
    int diagonal = letter(call, "diag");
    TransposeOption option =
        switch (letter(call, "trans_x")) {
          case 'N' -> TransposeOption.NO_TRANSPOSE;
          case 'T' -> TransposeOption.TRANSPOSE;
          case 'C' -> TransposeOption.ADJOINT;
          default -> null;
        };
    if (call.operandCount() != 2
        || !call.shape().equals(call.operand(1).shape())
        || !fits(call, side == 'L')
        || !isOneOf(side, "LR")
        || !isOneOf(triangle, "LU")
        || !isOneOf(diagonal, "NU")
        || option == null) {
      return null;
    }
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.LEFT_SIDE, side == 'L')
            .put(Attribute.LOWER, triangle == 'L')
            .put(Attribute.UNIT_DIAGONAL, diagonal == 'U')
            .put(Attribute.TRANSPOSE_A, option)
            .build();
    return new InstructionBuilder(call)
        .add(Opcode.TRIANGULAR_SOLVE, call.shape(), call.operands(), attributes);
  }

  private static boolean isOneOf(int letter, String letters) {
    return letters.indexOf(letter) >= 0;
  }

  /** Whether right sides are of the matrices' batch, type and size. */
  private static boolean fits(HloInstruction call, boolean leftSide) {
    ArrayShape matrix = call.operand(0).shape().asArray();
    ArrayShape right = call.operand(1).shape().asArray();
    int rank = matrix.rank();
    long size = matrix.dimension(rank - 1);
    return isSquare(matrix)
        && right.rank() == rank
        && right.elementType() == matrix.elementType()
        && batch(right).equals(batch(matrix))
        && right.dimension(leftSide ? rank - 2 : rank - 1) == size;
  }

  private static boolean isSquare(ArrayShape shape) {
    return shape.dimension(shape.rank() - 1) == shape.dimension(shape.rank() - 2);
  }

  private static LongList batch(ArrayShape shape) {
    int rank = shape.rank() - 2;
    return LongList.of(shape.dimensions().stream().limit(rank).toArray());
  }

  private static HloInstruction cholesky(HloInstruction call) {
    ArrayShape shape = call.operand(0).shape().asArray();
    int triangle = letter(call, "uplo");
    TupleShape results = TupleShape.of(shape, ArrayShape.of(ElementType.S32, batch(shape)));
    if (call.operandCount() != 1
        || !isSquare(shape)
        || !isOneOf(triangle, "LU")
        || !call.shape().equals(results)
        || !isInfoComparedWithZero(call)) {
      return null;
    }
    boolean lower = triangle == 'L';
    InstructionBuilder builder = new InstructionBuilder(call);
    HloInstruction factor =
        builder.add(Opcode.CHOLESKY, shape, call.operands(), Attributes.of(Attribute.LOWER, lower));
    HloInstruction inside =
        builder.compare(
            lower ? ComparisonDirection.GE : ComparisonDirection.LE,
            index(builder, shape, shape.rank() - 2L),
            index(builder, shape, shape.rank() - 1L));
    HloInstruction both = builder.add(Opcode.SELECT, shape, inside, factor, call.operand(0));
    return builder.tuple(List.of(both, info(builder, factor)));
  }

  private static HloInstruction index(
      InstructionBuilder builder, ArrayShape shape, long dimension) {
    return builder.add(
        Opcode.IOTA,
        shape.withElementType(ElementType.S32),
        List.of(),
        Attributes.of(Attribute.IOTA_DIMENSION, dimension));
  }

  /** All of a factor is NaN, or nothing of it: its last element says which. */
  private static HloInstruction info(InstructionBuilder builder, HloInstruction factor) {
    ArrayShape shape = factor.shape().asArray();
    long size = shape.dimension(shape.rank() - 1);
    LongList batch = batch(shape);
    List<SliceRange> ranges = new ArrayList<>();
    batch.stream().forEach(count -> ranges.add(new SliceRange(0, count, 1)));
    ranges.add(new SliceRange(size - 1, size, 1));
    ranges.add(new SliceRange(size - 1, size, 1));
    HloInstruction last = builder.reshape(builder.slice(factor, ranges), batch);
    HloInstruction isNumber = builder.compare(ComparisonDirection.EQ, last, last);
    return builder.add(
        Opcode.SELECT,
        ArrayShape.of(ElementType.S32, batch),
        isNumber,
        builder.splat(builder.scalar(ElementType.S32, 0), batch),
        builder.splat(builder.scalar(ElementType.S32, (double) size), batch));
  }

  private static boolean isInfoComparedWithZero(HloInstruction call) {
    if (call.isRoot()) {
      return false;
    }
    for (HloInstruction user : call.users()) {
      if (user.opcode() != Opcode.GET_TUPLE_ELEMENT
          || (user.get(Attribute.INDEX) == 1 && !isComparedWithZero(user))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isComparedWithZero(HloInstruction value) {
    if (value.isRoot()) {
      return false;
    }
    for (HloInstruction user : value.users()) {
      boolean isTest =
          user.opcode() == Opcode.COMPARE && (isZero(user.operand(0)) || isZero(user.operand(1)));
      if (!isTest) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(HloInstruction value) {
    HloInstruction source = value;
    while (source.opcode() == Opcode.BROADCAST || source.opcode() == Opcode.RESHAPE) {
      source = source.operand(0);
    }
    return source.opcode() == Opcode.CONSTANT
        && source.get(Attribute.VALUE) instanceof ArrayLiteral literal
        && literal.elementCount() == 1
        && literal.getLong(0) == 0;
  }
}
