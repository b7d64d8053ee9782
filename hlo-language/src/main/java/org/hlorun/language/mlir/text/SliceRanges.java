package org.hlorun.language.mlir.text;

import java.util.List;
import java.util.function.ToLongFunction;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;

/** {@code [start:limit:stride, ...]}, the stride being 1 if absent. */
final class SliceRanges implements Form {
  private record Range(long start, long limit, long stride) {}

  @Override
  public void read(Readers in, OperationState slice) {
    Tokens tokens = in.tokens();
    List<Range> ranges =
        tokens.list(TokenKind.LEFT_SQUARE, TokenKind.RIGHT_SQUARE, () -> range(tokens));
    put(slice, "start_indices", ranges, Range::start);
    put(slice, "limit_indices", ranges, Range::limit);
    put(slice, "strides", ranges, Range::stride);
  }

  private static Range range(Tokens tokens) {
    long start = tokens.integer();
    tokens.expect(TokenKind.COLON);
    long limit = tokens.integer();
    return new Range(start, limit, tokens.accept(TokenKind.COLON) ? tokens.integer() : 1);
  }

  private static void put(
      OperationState slice, String key, List<Range> ranges, ToLongFunction<Range> part) {
    LongList values = LongList.of(ranges.stream().mapToLong(part).toArray());
    slice.put(key, DenseAttribute.ofLongs(values));
  }
}
