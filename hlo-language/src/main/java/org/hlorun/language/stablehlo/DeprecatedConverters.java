package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Operations that StableHLO keeps for old programs, by those that stand for them today. */
final class DeprecatedConverters {
  private DeprecatedConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.einsum", Converter.of(DeprecatedConverters::einsum));
    table.put("stablehlo.unary_einsum", Converter.of(DeprecatedConverters::unaryEinsum));
    table.put("stablehlo.torch_index_select", Converter.of(DeprecatedConverters::indexSelect));
    table.put("stablehlo.cross-replica-sum", Converter.of(DeprecatedConverters::replicaSum));
  }

  /** An array with a letter for each of its dimensions. */
  private record Labelled(HloInstruction value, String labels) {
    LongList positions(Op op, String wanted) {
      long[] positions = wanted.chars().mapToLong(labels::indexOf).toArray();
      if (LongStream.of(positions).anyMatch(p -> p < 0)) {
        throw unsupported(op);
      }
      return LongList.of(positions);
    }

    /** The letters for which a condition holds, in order. */
    String those(java.util.function.IntPredicate condition) {
      return labels
          .chars()
          .filter(condition)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();
    }
  }

  private static HloException unsupported(Op op) {
    return op.error(
        DiagnosticCode.UNSUPPORTED,
        "with the einsum_config '%s' is not supported".formatted(op.string("einsum_config", "")),
        "use one letter per dimension, each at most once in an operand and in the result");
  }

  private static String[] config(Op op, int operands) {
    String config = op.string("einsum_config", "").replace(" ", "");
    String[] sides = config.split("->", -1);
    String[] parts = sides.length == 2 ? (sides[0] + "," + sides[1]).split(",", -1) : new String[0];
    if (parts.length != operands + 1) {
      throw unsupported(op);
    }
    for (String part : parts) {
      if (!part.matches("[A-Za-z]*") || part.chars().distinct().count() != part.length()) {
        throw unsupported(op);
      }
    }
    return parts;
  }

  private static Labelled operand(Op op, int index, String labels) {
    if (op.shape(index).rank() != labels.length()) {
      throw op.malformed("needs one letter per dimension of operand " + index);
    }
    return new Labelled(op.operand(index), labels);
  }

  /** Letters of both operands are contracted, or batch dimensions if the result has them too. */
  private static HloInstruction einsum(Op op) {
    String[] config = config(op, 2);
    String result = config[2];
    Labelled lhs = summed(op, operand(op, 0, config[0]), config[1] + result);
    Labelled rhs = summed(op, operand(op, 1, config[1]), config[0] + result);
    String batch = lhs.those(c -> rhs.labels().indexOf(c) >= 0 && result.indexOf(c) >= 0);
    String contracted = lhs.those(c -> rhs.labels().indexOf(c) >= 0 && result.indexOf(c) < 0);
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.LHS_BATCH_DIMS, lhs.positions(op, batch))
            .put(Attribute.LHS_CONTRACTING_DIMS, lhs.positions(op, contracted))
            .put(Attribute.RHS_BATCH_DIMS, rhs.positions(op, batch))
            .put(Attribute.RHS_CONTRACTING_DIMS, rhs.positions(op, contracted))
            .build();
    HloInstruction dot =
        op.builder().add(Opcode.DOT, List.of(lhs.value(), rhs.value()), attributes);
    String free =
        lhs.those(c -> rhs.labels().indexOf(c) < 0) + rhs.those(c -> lhs.labels().indexOf(c) < 0);
    return ordered(op, new Labelled(dot, batch + free), result);
  }

  private static HloInstruction unaryEinsum(Op op) {
    String[] config = config(op, 1);
    return ordered(op, summed(op, operand(op, 0, config[0]), config[1]), config[1]);
  }

  private static HloInstruction ordered(Op op, Labelled value, String result) {
    if (value.labels().length() != result.length()) {
      throw unsupported(op);
    }
    return op.builder().transpose(value.value(), value.positions(op, result));
  }

  /** The sum over dimensions whose letters occur nowhere else. */
  private static Labelled summed(Op op, Labelled value, String kept) {
    String gone = value.those(c -> kept.indexOf(c) < 0);
    if (gone.isEmpty()) {
      return value;
    }
    ElementType type = value.value().shape().asArray().elementType();
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.DIMENSIONS, value.positions(op, gone))
            .put(Attribute.TO_APPLY, ParallelConverters.sum(op, type))
            .build();
    HloInstruction zero = op.builder().fill(ArrayShape.scalar(type), 0L);
    HloInstruction reduced =
        op.builder().add(Opcode.REDUCE, List.of(value.value(), zero), attributes);
    return new Labelled(reduced, value.those(c -> kept.indexOf(c) >= 0));
  }

  /** Elements along {@code dim} at the places of an index array, for each batch by itself. */
  private static HloInstruction indexSelect(Op op) {
    ArrayShape operand = op.shape(0);
    int dimension = Math.toIntExact(op.integer("dim"));
    int batch = Math.toIntExact(op.integer("batch_dims", 0));
    int indexRank = op.shape(1).rank();
    if (dimension < batch || dimension >= operand.rank() || batch > indexRank || batch < 0) {
      throw op.malformed("needs batch_dims up to dim, which must be a dimension of its operand");
    }
    LongList sizes =
        LongList.of(
            IntStream.range(0, operand.rank())
                .mapToLong(d -> d < batch || d == dimension ? 1 : operand.dimension(d))
                .toArray());
    int inserted = indexRank - batch;
    LongList offsets =
        LongList.of(
            IntStream.concat(
                    IntStream.range(batch, dimension),
                    IntStream.range(dimension + inserted, operand.rank() - 1 + inserted))
                .asLongStream()
                .toArray());
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.OFFSET_DIMS, offsets)
            .put(Attribute.COLLAPSED_SLICE_DIMS, LongList.of(dimension))
            .put(Attribute.START_INDEX_MAP, LongList.of(dimension))
            .put(Attribute.OPERAND_BATCHING_DIMS, LongList.range(batch))
            .put(Attribute.START_INDICES_BATCHING_DIMS, LongList.range(batch))
            .put(Attribute.INDEX_VECTOR_DIM, (long) indexRank)
            .put(Attribute.SLICE_SIZES, sizes)
            .build();
    return op.builder().add(Opcode.GATHER, List.of(op.operand(0), op.operand(1)), attributes);
  }

  private static HloInstruction replicaSum(Op op) {
    Attributes attributes =
        CollectiveConverters.members(op)
            .put(Attribute.TO_APPLY, ParallelConverters.sum(op, op.shape(0).elementType()))
            .build();
    return op.builder().add(Opcode.ALL_REDUCE, List.of(op.operand(0)), attributes);
  }
}
