package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random programs over s32[8] that move values about: loops that permute, keep and repeat what they
 * carry, branches that give back what they got, calls of one computation from several places,
 * updates in place.
 */
final class RandomPrograms {
  static final int PARAMETERS = 4;
  private static final String ARRAY = "s32[8]{0}";

  private final Random random;
  private final StringBuilder computations = new StringBuilder();
  private int names;

  RandomPrograms(long seed) {
    random = new Random(seed);
  }

  /** The text of a program with parameters of shape s32[8]. */
  String program() {
    StringBuilder body = new StringBuilder();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < PARAMETERS; i++) {
      body.append("  p%d = %s parameter(%d)\n".formatted(i, ARRAY, i));
      values.add("p" + i);
    }
    computations.append("shared {\n  a = s32[8]{0} parameter(0)\n  b = s32[8]{0} parameter(1)\n");
    computations.append("  n = s32[8]{0} negate(a)\n  s = s32[8]{0} add(n, b)\n");
    computations.append("  ROOT t = (s32[8]{0}, s32[8]{0}) tuple(s, b)\n}\n\n");
    steps(body, values, 3 + random.nextInt(8), 0);
    int results = 1 + random.nextInt(4);
    body.append("  ROOT result = ").append(tuple(body, values, results)).append('\n');
    StringBuilder aliases = new StringBuilder();
    for (int i = 0; i < Math.min(results, PARAMETERS); i++) {
      if (random.nextBoolean()) {
        aliases.append(aliases.isEmpty() ? "" : ", ");
        aliases.append("{%d}: (%d, {}, may-alias)".formatted(i, PARAMETERS - 1 - i));
      }
    }
    String header = aliases.isEmpty() ? "" : ", input_output_alias={ " + aliases + " }";
    return "HloModule random" + header + "\n\n" + computations + "ENTRY main {\n" + body + "}\n";
  }

  private String name() {
    return "v" + names++;
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String tuple(StringBuilder body, List<String> values, int count) {
    List<String> picked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      picked.add(pick(values));
    }
    return tupleShape(count) + " tuple(" + String.join(", ", picked) + ")";
  }

  private static String tupleShape(int count) {
    return "(" + String.join(", ", java.util.Collections.nCopies(count, ARRAY)) + ")";
  }

  private void steps(StringBuilder body, List<String> values, int count, int depth) {
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(depth < 3 ? 12 : 8);
      switch (kind) {
        case 0, 1 -> array(body, values, "add(%s, %s)".formatted(pick(values), pick(values)));
        case 2 -> array(body, values, "negate(" + pick(values) + ")");
        case 3 -> array(body, values, "reverse(" + pick(values) + "), dimensions={0}");
        case 4 -> update(body, values);
        case 5 -> array(body, values, "opt-barrier(" + pick(values) + ")");
        case 6 -> array(body, values, "constant({1, 2, 3, 4, 5, 6, 7, %d})".formatted(i));
        case 7 -> call(body, values);
        case 8, 9 -> conditional(body, values, depth);
        default -> loop(body, values, depth);
      }
    }
  }

  private void array(StringBuilder body, List<String> values, String operation) {
    String name = name();
    body.append("  %s = %s %s\n".formatted(name, ARRAY, operation));
    values.add(name);
  }

  private void update(StringBuilder body, List<String> values) {
    String part = name();
    String start = name();
    body.append("  %s = s32[2]{0} slice(%s), slice={[1:3]}\n".formatted(part, pick(values)));
    body.append("  %s = s32[] constant(%d)\n".formatted(start, random.nextInt(9)));
    array(body, values, "dynamic-update-slice(%s, %s, %s)".formatted(pick(values), part, start));
  }

  private void elements(StringBuilder body, List<String> values, String tuple, int first, int end) {
    for (int i = first; i < end; i++) {
      array(body, values, "get-tuple-element(%s), index=%d".formatted(tuple, i));
    }
  }

  private void call(StringBuilder body, List<String> values) {
    String name = name();
    body.append(
        "  %s = %s call(%s, %s), to_apply=shared\n"
            .formatted(name, tupleShape(2), pick(values), pick(values)));
    elements(body, values, name, 0, 2);
  }

  private void conditional(StringBuilder body, List<String> values, int depth) {
    String bit = name();
    body.append("  %s = s32[1]{0} slice(%s), slice={[0:1]}\n".formatted(bit, pick(values)));
    body.append(
        "  %s.r = s32[] reshape(%s)\n  %s.z = s32[] constant(0)\n".formatted(bit, bit, bit));
    body.append("  %s.p = pred[] compare(%s.r, %s.z), direction=LT\n".formatted(bit, bit, bit));
    int given = 1 + random.nextInt(3);
    int results = 1 + random.nextInt(3);
    String one = branch(given, results, depth + 1);
    String other = random.nextInt(4) == 0 ? one : branch(given, results, depth + 1);
    String operand = name();
    String second = name();
    body.append("  %s = %s\n".formatted(operand, tuple(body, values, given)));
    body.append("  %s = %s\n".formatted(second, tuple(body, values, given)));
    String name = name();
    body.append(
        "  %s = %s conditional(%s.p, %s, %s), true_computation=%s, false_computation=%s\n"
            .formatted(name, tupleShape(results), bit, operand, second, one, other));
    elements(body, values, name, 0, results);
  }

  private String branch(int given, int results, int depth) {
    String name = "branch" + names++;
    StringBuilder body = new StringBuilder();
    List<String> values = new ArrayList<>();
    String parameter = name();
    body.append("  %s = %s parameter(0)\n".formatted(parameter, tupleShape(given)));
    elements(body, values, parameter, 0, given);
    steps(body, values, random.nextInt(4), depth);
    body.append("  ROOT %s = %s\n".formatted(name(), tuple(body, values, results)));
    computations.append(name).append(" {\n").append(body).append("}\n\n");
    return name;
  }

  private void loop(StringBuilder body, List<String> values, int depth) {
    int carried = 1 + random.nextInt(4);
    String shape = "(s32[], " + tupleShape(carried).substring(1);
    String id = "loop" + names++;
    computations.append(
        ("%s.condition {\n  p = %s parameter(0)\n  i = s32[] get-tuple-element(p), index=0\n"
                + "  n = s32[] constant(%d)\n  ROOT c = pred[] compare(i, n), direction=LT\n}\n\n")
            .formatted(id, shape, random.nextInt(4)));
    StringBuilder inner = new StringBuilder();
    List<String> inside = new ArrayList<>();
    inner.append("  %s.p = %s parameter(0)\n".formatted(id, shape));
    inner.append("  %s.i = s32[] get-tuple-element(%s.p), index=0\n".formatted(id, id));
    inner.append("  %s.one = s32[] constant(1)\n".formatted(id));
    inner.append("  %s.next = s32[] add(%s.i, %s.one)\n".formatted(id, id, id));
    elements(inner, inside, id + ".p", 1, carried + 1);
    List<String> unchanged = List.copyOf(inside);
    steps(inner, inside, random.nextInt(4), depth + 1);
    List<String> results = new ArrayList<>(List.of(id + ".next"));
    for (int i = 0; i < carried; i++) {
      results.add(random.nextInt(4) == 0 ? unchanged.get(i) : pick(inside));
    }
    inner.append("  ROOT %s.r = %s tuple(%s)\n".formatted(id, shape, String.join(", ", results)));
    computations.append(id).append(".body {\n").append(inner).append("}\n\n");
    List<String> initial = new ArrayList<>(List.of(id + ".zero"));
    for (int i = 0; i < carried; i++) {
      initial.add(pick(values));
    }
    body.append("  %s.zero = s32[] constant(0)\n".formatted(id));
    body.append("  %s.t = %s tuple(%s)\n".formatted(id, shape, String.join(", ", initial)));
    body.append(
        "  %s = %s while(%s.t), condition=%s.condition, body=%s.body\n"
            .formatted(id, shape, id, id, id));
    elements(body, values, id, 1, carried + 1);
  }
}
