package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.shape.ArrayShape;

/**
 * {@code ApproxTopK}: of N arrays {@code f32[..,n,..]}, sorted together by a comparator along one
 * dimension, the first k elements ({@code f32[..,k,..]}). Any answer that finds a given share of
 * them is allowed; this one finds all, as XLA does where it has no special hardware for it.
 *
 * <p>Operands are the N arrays, then N scalars that fill unused places of approximate answers. With
 * {@code aggregate_to_topk = false} the result type has more than k places; they get the elements
 * that come next.
 */
final class ApproximateTopK {
  private ApproximateTopK() {}

  /** With {@code top_k} among the attributes. */
  static List<HloInstruction> convert(Op op) {
    return convert(op, op.operandCount(), integer(op, settings(op), "top_k"));
  }

  /** {@code stablehlo.dynamic_approx_top_k}, whose last operand is k. */
  static List<HloInstruction> convertDynamic(Op op) {
    int last = op.operandCount() - 1;
    if (last < 0) {
      throw op.malformed("needs operands");
    }
    LongList k = DynamicConverters.known(op, last);
    if (k.size() != 1) {
      throw op.malformed("needs one k, not " + k);
    }
    return convert(op, last, k.get(0));
  }

  private static List<HloInstruction> convert(Op op, int values, long k) {
    List<MlirAttribute> functions = op.array("called_computations");
    if (values == 0
        || values % 2 != 0
        || functions.size() != 1
        || !(functions.getFirst() instanceof SymbolAttribute function)) {
      throw op.malformed("needs arrays, as many initial values, and a comparator");
    }
    ArrayShape shape = op.shape(0);
    int dimension = dimension(op, shape.rank());
    long size = size(op, dimension, k);
    if (size < 0 || size > shape.dimension(dimension)) {
      throw op.malformed("takes %d elements of %s".formatted(size, shape));
    }
    HloComputation comparator = op.scope().importer().callee(op, function.leaf(), null);
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.DIMENSIONS, LongList.of(dimension))
            .put(Attribute.IS_STABLE, true)
            .put(Attribute.TO_APPLY, comparator)
            .build();
    int arrays = values / 2;
    HloInstruction sort =
        op.builder().add(Opcode.SORT, op.operands().subList(0, arrays), attributes);
    List<SliceRange> ranges = new ArrayList<>();
    for (int d = 0; d < shape.rank(); d++) {
      ranges.add(new SliceRange(0, d == dimension ? size : shape.dimension(d), 1));
    }
    return op.builder().unpack(sort, arrays).stream()
        .map(
            sorted ->
                op.builder()
                    .add(Opcode.SLICE, List.of(sorted), Attributes.of(Attribute.SLICE, ranges)))
        .toList();
  }

  /** The size of the result's dimension: what its type says, else k. */
  private static long size(Op op, int dimension, long k) {
    ArrayShape declared = op.declaredArray(0);
    return dimension < declared.rank() && !declared.isDynamic(dimension)
        ? declared.dimension(dimension)
        : k;
  }

  private static int dimension(Op op, int rank) {
    long dimension = integer(op, settings(op), "reduction_dim");
    long wrapped = dimension < 0 ? dimension + rank : dimension;
    if (wrapped < 0 || wrapped >= rank) {
      throw op.malformed("has no dimension " + dimension);
    }
    return (int) wrapped;
  }

  private static DictionaryAttribute settings(Op op) {
    for (String key : List.of("mhlo.backend_config", "backend_config")) {
      if (op.attribute(key).orElse(null) instanceof DictionaryAttribute settings) {
        return settings;
      }
    }
    throw op.malformed("needs a dictionary mhlo.backend_config");
  }

  private static long integer(Op op, DictionaryAttribute settings, String key) {
    if (settings.entries().get(key) instanceof IntegerAttribute value) {
      return value.longValue();
    }
    throw op.malformed("needs %s in its backend_config".formatted(key));
  }
}
