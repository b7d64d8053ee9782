package org.hlorun.kernelir.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@link KernelText} writes. Texts do not say the ranges of index variables, so that
 * those are unknown. What threads of a block do together is not read.
 */
public final class KernelReader {
  /** So many elements do not find room in caches. */
  private static final long MANY = 1L << 30;

  private static final Pattern BUFFER = Pattern.compile("(\\w+) (%\\w+): (\\w+)\\[(\\w+)]");
  private static final Pattern PLACE = Pattern.compile("(%\\w+)\\[(.*)]( where (%\\w+))?");
  private static final Pattern PURE = Pattern.compile("(%\\d+): (\\w+) = (\\w+)(?: (.*))?");
  private static final Pattern LOOP =
      Pattern.compile(
          "(?:(.*) = )?(serial|parallel|vector|unrolled|threads)(?: (\\d+))?(?: unroll (\\d+))?"
              + " (%\\d+) in 0\\.\\.(\\d+)(?: below (%\\d+))?(?: carry \\((.*)\\))? \\{");
  private static final Pattern IF = Pattern.compile("(?:(.*) = )?if (%\\d+) \\{");
  private static final Pattern WHILE =
      Pattern.compile("(?:(.*) = )?while(?: carry \\((.*)\\))? \\{");
  private static final Pattern COMBINE = Pattern.compile("} combine \\((.*)\\) \\((.*)\\) \\{");
  private static final long UNKNOWN = Long.MAX_VALUE / 4;

  private final List<String> lines;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Buffer> buffers = new HashMap<>();
  private int next;

  private KernelReader(String text) {
    this.lines = text.lines().map(String::strip).toList();
  }

  /** The kernel that a text says. */
  public static Kernel read(String name, String text) {
    return new KernelReader(text).kernel(name);
  }

  private Kernel kernel(String name) {
    List<Buffer> arguments = new ArrayList<>();
    Matcher header = BUFFER.matcher(lines.get(next++));
    while (header.find()) {
      arguments.add(buffer(header));
    }
    List<Buffer> locals = new ArrayList<>();
    for (Matcher local = BUFFER.matcher(lines.get(next)); local.matches(); next++) {
      locals.add(buffer(local));
      local = BUFFER.matcher(lines.get(next + 1));
    }
    return new Kernel(name, arguments, locals, block());
  }

  private Buffer buffer(Matcher text) {
    Buffer.Role role = Buffer.Role.valueOf(text.group(1).toUpperCase(Locale.ROOT));
    String name = text.group(2);
    ScalarType type = type(text.group(3));
    Buffer buffer =
        switch (text.group(4)) {
          case "any" -> Buffer.ofAnyCount(name, type, 0, role);
          case "many" -> Buffer.ofAnyCount(name, type, MANY, role);
          default -> new Buffer(name, type, Long.parseLong(text.group(4)), role);
        };
    buffers.put(buffer.name(), buffer);
    return buffer;
  }

  private static ScalarType type(String text) {
    return word(ScalarType.class, text);
  }

  private static <E extends Enum<E>> E word(Class<E> words, String text) {
    return Enum.valueOf(words, text.toUpperCase(Locale.ROOT));
  }

  /** Up to the line that closes it, which is left to be read. */
  private Block block() {
    List<Operation> operations = new ArrayList<>();
    List<Value> yields = List.of();
    while (!lines.get(next).startsWith("}")) {
      String line = lines.get(next++);
      if (line.startsWith("yield ")) {
        yields = values(line.substring("yield ".length()));
      } else {
        operations.add(operation(line));
      }
    }
    return new Block(operations, yields);
  }

  private Operation operation(String line) {
    Matcher loop = LOOP.matcher(line);
    Matcher branch = IF.matcher(line);
    Matcher repeat = WHILE.matcher(line);
    Matcher pure = PURE.matcher(line);
    if (line.startsWith("store ")) {
      String[] parts = line.substring("store ".length()).split(", ", 2);
      Matcher place = place(parts[1]);
      return new Operation.Store(
          buffers.get(place.group(1)), index(place.group(2)), value(parts[0]), mask(place));
    } else if (line.startsWith("prefetch ")) {
      Matcher place = place(line.substring("prefetch ".length()));
      return new Operation.Prefetch(buffers.get(place.group(1)), index(place.group(2)));
    } else if (loop.matches()) {
      return loop(loop);
    } else if (branch.matches()) {
      return branch(branch);
    } else if (repeat.matches()) {
      return repeat(repeat);
    } else if (pure.matches()) {
      return pure(pure.group(1), type(pure.group(2)), pure.group(3), pure.group(4));
    }
    throw new IllegalArgumentException("line %d: %s".formatted(next, line));
  }

  private Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("line %d: %s is not known".formatted(next, name));
    }
    return value;
  }

  private List<Value> values(String names) {
    return Arrays.stream(names.split(", ")).map(this::value).toList();
  }

  private Value define(String name, ScalarType type) {
    Value value = new Value(type);
    values.put(name, value);
    return value;
  }

  private static List<String> names(String list) {
    return list == null || list.isEmpty() ? List.of() : List.of(list.split(", "));
  }

  private static Matcher place(String text) {
    Matcher place = PLACE.matcher(text);
    if (!place.matches()) {
      throw new IllegalArgumentException(text);
    }
    return place;
  }

  private Value mask(Matcher place) {
    return place.group(4) == null ? null : value(place.group(4));
  }

  private Operation pure(String name, ScalarType type, String word, String rest) {
    return switch (word) {
      case "const" ->
          new Operation.Constant(define(name, type), Long.parseUnsignedLong(rest.substring(2), 16));
      case "index" -> {
        IndexExpr index = index(rest);
        yield new Operation.Index(define(name, type), index);
      }
      case "compare" -> {
        String[] parts = rest.split(" ", 2);
        List<Value> x = values(parts[1]);
        Predicate predicate = word(Predicate.class, parts[0]);
        yield new Operation.Compare(define(name, type), predicate, x.get(0), x.get(1));
      }
      case "select" -> {
        List<Value> x = values(rest);
        yield new Operation.Select(define(name, type), x.get(0), x.get(1), x.get(2));
      }
      case "fma" -> {
        List<Value> x = values(rest);
        yield new Operation.Fma(define(name, type), x.get(0), x.get(1), x.get(2));
      }
      case "call" -> {
        String[] parts = rest.split(" ", 2);
        List<Value> x = values(parts[1]);
        yield new Operation.Call(define(name, type), parts[0], x);
      }
      case "lookup" -> {
        String[] parts = rest.split(" ", 2);
        yield new Operation.Lookup(define(name, type), table(parts[1]), value(parts[0]));
      }
      case "load" -> {
        Matcher place = place(rest);
        IndexExpr index = index(place.group(2));
        yield new Operation.Load(
            define(name, type), buffers.get(place.group(1)), index, mask(place));
      }
      default -> arithmetic(name, type, word, values(rest));
    };
  }

  private static LookupTable table(String numbers) {
    String[] words = numbers.split(", ");
    float[] result = new float[words.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Float.intBitsToFloat(Integer.parseUnsignedInt(words[i].substring(2), 16));
    }
    return new LookupTable(result);
  }

  private Operation arithmetic(String name, ScalarType type, String word, List<Value> operands) {
    if (operands.size() == 2) {
      BinaryKind kind = word(BinaryKind.class, word);
      return new Operation.Binary(define(name, type), kind, operands.get(0), operands.get(1));
    }
    boolean isCast =
        Arrays.stream(CastKind.values()).anyMatch(k -> k.name().equalsIgnoreCase(word));
    return isCast
        ? new Operation.Cast(define(name, type), word(CastKind.class, word), operands.getFirst())
        : new Operation.Unary(define(name, type), word(UnaryKind.class, word), operands.getFirst());
  }

  /** The carried values; their parameters are defined. */
  private List<Operation.Carry> carries(String results, String carried) {
    List<String> names = names(results);
    List<String> pairs = names(carried);
    List<Operation.Carry> carries = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      String[] pair = pairs.get(i).split(" = ");
      Value initial = value(pair[1]);
      Value parameter = define(pair[0], initial.type());
      carries.add(new Operation.Carry(define(names.get(i), initial.type()), parameter, initial));
    }
    return carries;
  }

  private Operation loop(Matcher text) {
    LoopSchedule schedule =
        new LoopSchedule(
            word(LoopSchedule.Kind.class, text.group(2)),
            text.group(3) == null ? 1 : Integer.parseInt(text.group(3)),
            text.group(4) == null ? 1 : Integer.parseInt(text.group(4)));
    Value limit = text.group(7) == null ? null : value(text.group(7));
    Value variable = define(text.group(5), ScalarType.I64);
    List<Operation.Carry> carries = carries(text.group(1), text.group(8));
    Block body = block();
    Matcher combine = COMBINE.matcher(lines.get(next++));
    Operation.Combiner combiner = null;
    if (combine.matches()) {
      Function<String, List<Value>> side =
          list -> {
            List<Value> result = new ArrayList<>();
            for (String name : names(list)) {
              result.add(define(name, carries.get(result.size()).result().type()));
            }
            return result;
          };
      combiner =
          new Operation.Combiner(
              side.apply(combine.group(1)), side.apply(combine.group(2)), block());
      next++;
    }
    long count = Long.parseLong(text.group(6));
    return new Operation.Loop(variable, count, limit, schedule, carries, body, combiner);
  }

  private Operation branch(Matcher text) {
    Value condition = value(text.group(2));
    Block onTrue = block();
    next++;
    Block onFalse = block();
    next++;
    List<Value> results = new ArrayList<>();
    for (String name : names(text.group(1))) {
      results.add(define(name, onTrue.yields().get(results.size()).type()));
    }
    return new Operation.If(results, condition, onTrue, onFalse);
  }

  private Operation repeat(Matcher text) {
    List<Operation.Carry> carries = carries(text.group(1), text.group(2));
    Block condition = block();
    next++;
    Block body = block();
    next++;
    return new Operation.While(carries, condition, body);
  }

  private IndexExpr index(String text) {
    IndexExpr sum = IndexExpr.constant(0);
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '+' : text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0 && c == '+') {
        sum = sum.plus(term(text.substring(start, i).strip()));
        start = i + 1;
      }
    }
    return sum;
  }

  private IndexExpr term(String text) {
    int times = text.lastIndexOf('*');
    if (times > text.lastIndexOf(')')) {
      return atom(text.substring(0, times)).times(Long.parseLong(text.substring(times + 1)));
    }
    return atom(text);
  }

  private IndexExpr atom(String text) {
    if (text.startsWith("%")) {
      return IndexExpr.variable(value(text), -UNKNOWN, UNKNOWN);
    }
    if (!text.startsWith("(")) {
      return IndexExpr.constant(Long.parseLong(text));
    }
    int end = text.lastIndexOf(')');
    IndexExpr dividend = index(text.substring(1, end));
    long divisor = Long.parseLong(text.substring(end + 2));
    return IndexExpr.of(
        text.charAt(end + 1) == '/'
            ? new IndexExpr.Quotient(dividend, divisor)
            : new IndexExpr.Remainder(dividend, divisor));
  }
}
