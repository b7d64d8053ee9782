package org.hlorun.conformance.kit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * What back ends run themselves, per opcode and element type, as a table in Markdown. A cell has a
 * letter per back end: {@code n}ative, {@code h}anded back to the reference, {@code p}artly (some
 * shapes are native), {@code u}nsupported; it is empty where the language has no such operation.
 */
public final class Coverage {
  /** The element types that have a column. */
  public static final List<ElementType> TYPES =
      List.of(
          ElementType.PRED,
          ElementType.S8,
          ElementType.S32,
          ElementType.S64,
          ElementType.U8,
          ElementType.U32,
          ElementType.U64,
          ElementType.F8E4M3FN,
          ElementType.BF16,
          ElementType.F16,
          ElementType.F32,
          ElementType.F64,
          ElementType.C64);

  private static final int MANY_CASES = 40;
  private static final int OF_MANY = 17;

  private static final Options ONE_THREAD =
      Options.DEFAULT.withThreads(1).withCache(CachePolicy.MEMORY);

  private Coverage() {}

  /** The two lines above the rows. */
  public static String header() {
    StringBuilder header = new StringBuilder("| opcode |");
    TYPES.forEach(type -> header.append(' ').append(type.text()).append(" |"));
    header.append(" allowed ULP: narrow, f32, f64, complex |\n|---|");
    return header.append("---|".repeat(TYPES.size() + 1)).append('\n').toString();
  }

  /** The row of an opcode. */
  public static String row(Opcode opcode, List<Backend> backends) {
    StringBuilder row = new StringBuilder("| `").append(opcode.mnemonic()).append("` |");
    TYPES.forEach(type -> row.append(cell(" " + cell(opcode, type, backends))));
    return row.append(cell(accuracy(opcode))).append('\n').toString();
  }

  private static String cell(String text) {
    return text.isBlank() ? " |" : text + " |";
  }

  /** The letters of a cell; empty if there is no such operation. */
  public static String cell(Opcode opcode, ElementType type, List<Backend> backends) {
    List<ConformanceCase> cases =
        some(Cases.of(opcode, type)).stream().filter(Coverage::isDefined).toList();
    return cases.isEmpty()
        ? ""
        : backends.stream().map(backend -> letter(backend, cases)).collect(Collectors.joining(" "));
  }

  /** Two cases, an early one and the last; more where there are many, such as every other type. */
  private static List<ConformanceCase> some(List<ConformanceCase> cases) {
    if (cases.size() < 2) {
      return cases;
    }
    if (cases.size() < MANY_CASES) {
      return List.of(cases.get(cases.size() / 3), cases.getLast());
    }
    return IntStream.range(0, OF_MANY)
        .mapToObj(i -> cases.get(i * cases.size() / OF_MANY))
        .toList();
  }

  private static boolean isDefined(ConformanceCase one) {
    try {
      Runs.interpret(one.module(), one.arguments());
      return true;
    } catch (HloException e) {
      return false;
    }
  }

  private static String letter(Backend backend, List<ConformanceCase> cases) {
    Set<String> letters = new TreeSet<>();
    for (ConformanceCase one : cases) {
      letters.add(letter(backend, one));
    }
    return letters.size() == 1 ? letters.iterator().next() : "p";
  }

  private static String letter(Backend backend, ConformanceCase one) {
    try (Executable executable = backend.compile(one.module(), ONE_THREAD)) {
      return executable.fallbacks().isEmpty() ? "n" : "h";
    } catch (HloException e) {
      if (e.diagnostic().code() == DiagnosticCode.UNSUPPORTED) {
        return "u";
      }
      throw e;
    }
  }

  /** The units in the last place that the common table allows; empty if none. */
  public static String accuracy(Opcode opcode) {
    List<Long> ulps =
        List.of(ElementType.BF16, ElementType.F32, ElementType.F64, ElementType.C64).stream()
            .map(type -> AccuracyTable.DEFAULT.ulps("", opcode, type))
            .toList();
    if (ulps.stream().allMatch(count -> count == 0)) {
      return sums().contains(opcode) ? " n u Σ\\|a\\|\\|b\\|" : "";
    }
    return ulps.stream().map(String::valueOf).collect(Collectors.joining(", ", " ", ""));
  }

  private static Set<Opcode> sums() {
    return EnumSet.of(
        Opcode.DOT,
        Opcode.CONVOLUTION,
        Opcode.REDUCE,
        Opcode.REDUCE_WINDOW,
        Opcode.SCATTER,
        Opcode.SELECT_AND_SCATTER);
  }
}
