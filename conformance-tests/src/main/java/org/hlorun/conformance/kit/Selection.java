package org.hlorun.conformance.kit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which cases are tried: one in so many, spread over the opcodes, the types, and the cases of one
 * opcode and type.
 *
 * @param every 1 = all
 * @param turn from 0; all turns up to {@code every - 1} together take all cases
 */
public record Selection(int every, int turn) {
  /** Everything. */
  public static final Selection ALL = new Selection(1, 0);

  public Selection {
    if (every < 1) {
      throw new IllegalArgumentException("one case in " + every);
    }
  }

  /** One case in so many. */
  public static Selection oneIn(int every) {
    return new Selection(every, 0);
  }

  /** Those of the cases of one opcode and type that are tried. */
  public List<ConformanceCase> of(List<ConformanceCase> cases) {
    if (cases.isEmpty()) {
      return cases;
    }
    int start = turn + 7 * cases.getFirst().type().ordinal() + cases.getFirst().opcode().ordinal();
    return IntStream.range(0, cases.size())
        .filter(i -> (i + start) % every == 0)
        .mapToObj(cases::get)
        .toList();
  }
}
