package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What does not fit the program {@code arguments/pair.hlo}: every back end says the same, at the
 * same place of the text.
 */
class ArgumentErrorsTest {
  private static final String FILE = "arguments/pair.hlo";
  private static final ArrayShape MATRIX = ArrayShape.of(ElementType.F32, 2, 16);
  private static final ArrayShape LINE = ArrayShape.of(ElementType.S32, 16);
  private static final Literal X = ArrayLiteral.allocate(MATRIX);
  private static final Literal K = ArrayLiteral.allocate(LINE);
  private static final Literal FLAG = ArrayLiteral.scalar(ElementType.PRED, 1L);
  private static final Literal P = new TupleLiteral(List.of(K, FLAG));
  private static final String PER_PARAMETER =
      "give one value per parameter, of the parameter's shape";
  private static final String KEEP_OPEN =
      "keep the arena of a memory segment open until the program has run";

  /** A line of the program with a caret. */
  private enum Place {
    ENTRY("3:1", "ENTRY main {"),
    X("4:3", "  x = f32[2,16] parameter(0)"),
    P("5:3", "  p = (s32[16], pred[]) parameter(1)"),
    ROOT("11:3", "  ROOT t = (f32[2,16], s32[16]) tuple(r, k)");

    private final String position;
    private final String line;

    Place(String position, String line) {
      this.position = position;
      this.line = line;
    }

    String says(String message, String help) {
      String caret = line.startsWith(" ") ? "    ^" : "  ^";
      return "%s:%s: error[HLO4001]: %s\n  %s\n%s\n  help: %s"
          .formatted(FILE, position, message, line, caret, help);
    }
  }

  /** Something that goes wrong, and what is said about it. */
  private record Mistake(String name, Run run, String message) {}

  private interface Run {
    void on(Executable executable);
  }

  private static Mistake run(String name, List<Literal> arguments, String message) {
    return new Mistake(name, executable -> executable.run(arguments), message);
  }

  private static Mistake runInto(String name, Literal result, String message) {
    return new Mistake(name, executable -> executable.runInto(List.of(X, P), result), message);
  }

  private static ArrayLiteral freed(ArrayShape shape) {
    try (Arena arena = Arena.ofShared()) {
      return ArrayLiteral.of(shape, arena.allocate(shape.byteSize(), 64));
    }
  }

  private static List<Mistake> mistakes() {
    Literal halves = ArrayLiteral.allocate(ArrayShape.of(ElementType.F16, 2, 16));
    ArrayLiteral readOnly =
        ArrayLiteral.of(LINE, ArrayLiteral.allocate(LINE).segment().asReadOnly());
    List<Literal> withNull = new ArrayList<>(List.of(X));
    withNull.add(null);
    return List.of(
        run(
            "too few",
            List.of(X),
            Place.P.says("the program takes 2 arguments, but got 1", PER_PARAMETER)),
        run(
            "none",
            List.of(),
            Place.X.says("the program takes 2 arguments, but got 0", PER_PARAMETER)),
        run(
            "too many",
            List.of(X, P, X),
            Place.ENTRY.says("the program takes 2 arguments, but got 3", PER_PARAMETER)),
        run(
            "shape",
            List.of(K, P),
            misfit(Place.X, "parameter 0 (x)", "f32[2,16]", "has shape s32[16]")),
        run(
            "type",
            List.of(halves, P),
            misfit(Place.X, "parameter 0 (x)", "f32[2,16]", "has shape f16[2,16]")),
        run(
            "an array for a tuple",
            List.of(X, K),
            misfit(Place.P, "parameter 1 (p)", "(s32[16], pred[])", "has shape s32[16]")),
        run(
            "an element of a tuple",
            List.of(X, new TupleLiteral(List.of(K, K))),
            misfit(Place.P, "parameter 1 (p){1}", "pred[]", "has shape s32[16]")),
        run("null", withNull, misfit(Place.P, "parameter 1 (p)", "(s32[16], pred[])", "is null")),
        run(
            "freed",
            List.of(X, new TupleLiteral(List.of(freed(LINE), FLAG))),
            Place.P.says("parameter 1 (p){0}: its memory has been freed", KEEP_OPEN)),
        runInto(
            "freed result",
            new TupleLiteral(List.of(freed(MATRIX), K)),
            Place.ROOT.says("the result{0}: its memory has been freed", KEEP_OPEN)),
        runInto(
            "result of another shape",
            new TupleLiteral(List.of(X, X)),
            Place.ROOT.says(
                "the result{1} has shape s32[16], but the memory for it has shape f32[2,16]",
                "give memory of the root's shape")),
        runInto(
            "read-only result",
            new TupleLiteral(List.of(X, readOnly)),
            Place.ROOT.says(
                "the result{1}: its memory is read-only",
                "give memory that may be written, or use run")));
  }

  private static String misfit(Place place, String what, String shape, String argument) {
    return place.says(
        "%s has shape %s, but the argument %s".formatted(what, shape, argument), PER_PARAMETER);
  }

  private static HloModule program() throws IOException {
    try (InputStream stream = ArgumentErrorsTest.class.getResourceAsStream("/" + FILE)) {
      HloModule module = HloParser.parse(SourceText.of(FILE, stream.readAllBytes()));
      HloVerifier.verify(module);
      return module;
    }
  }

  @TestFactory
  Stream<DynamicTest> everyBackendSaysTheSame() {
    return Stream.of("interpreter", "cpu", "ptx-emulator", "gpu", "auto")
        .map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
  }

  private static void check(String name) throws IOException {
    HloModule module = program();
    try (Executable executable = compile(name, module)) {
      for (Mistake mistake : mistakes()) {
        HloException problem =
            assertThrows(HloException.class, () -> mistake.run.on(executable), mistake.name);
        assertEquals(mistake.message, problem.getMessage(), mistake.name);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> guestExceptionsHaveTheirLine() {
    return Stream.of("interpreter", "cpu", "ptx-emulator", "gpu", "auto")
        .map(name -> DynamicTest.dynamicTest(name, () -> checkGuest(name)));
  }

  private static void checkGuest(String name) throws IOException {
    try (Context context =
        Context.newBuilder("hlo").allowAllAccess(true).option("hlo.Backend", name).build()) {
      Value function = eval(context, name);
      Object pair = ProxyArray.fromArray(new int[16], true);
      float[] x = new float[32];
      assertGuestError(5, "takes 2 arguments, but got 1", function, x);
      assertGuestError(3, "takes 2 arguments, but got 3", function, x, pair, pair);
      assertGuestError(4, "parameter 0 (x) of shape f32[2,16] does not fit", function, 1, pair);
      assertGuestError(4, "parameter 0 (x)", function, new String[] {"a", "b"}, pair);
      assertGuestError(5, "parameter 1 (p)", function, x, x);
      assertGuestError(4, "its memory has been freed", function, freed(MATRIX).segment(), pair);
    }
  }

  private static Value eval(Context context, String name) throws IOException {
    try (InputStream stream = ArgumentErrorsTest.class.getResourceAsStream("/" + FILE)) {
      return context.eval("hlo", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (PolyglotException e) {
      return name.equals("gpu") ? abort(e.getMessage()) : fail(e);
    }
  }

  private static void assertGuestError(
      int line, String message, Value function, Object... arguments) {
    PolyglotException problem =
        assertThrows(PolyglotException.class, () -> function.execute(arguments), message);
    assertTrue(problem.isGuestException(), message);
    assertTrue(problem.getMessage().contains(message), problem.getMessage());
    assertEquals(line, problem.getSourceLocation().getStartLine(), message);
  }

  private static Executable compile(String name, HloModule module) {
    try {
      return Backend.named(name).orElseThrow().compile(module, Options.DEFAULT);
    } catch (HloException e) {
      return name.equals("gpu") ? abort(e.getMessage()) : fail(e);
    }
  }

  private static <T> T fail(RuntimeException e) {
    throw e;
  }
}
