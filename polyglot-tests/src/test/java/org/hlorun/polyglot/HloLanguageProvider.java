package org.hlorun.polyglot;

import static org.graalvm.polyglot.tck.TypeDescriptor.ANY;
import static org.graalvm.polyglot.tck.TypeDescriptor.BOOLEAN;
import static org.graalvm.polyglot.tck.TypeDescriptor.NUMBER;
import static org.graalvm.polyglot.tck.TypeDescriptor.array;
import static org.graalvm.polyglot.tck.TypeDescriptor.union;

import java.util.Collection;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.tck.LanguageProvider;
import org.graalvm.polyglot.tck.ResultVerifier;
import org.graalvm.polyglot.tck.Snippet;
import org.graalvm.polyglot.tck.TypeDescriptor;

/** What the TCK of GraalVM's languages runs of HLO. */
public final class HloLanguageProvider implements LanguageProvider {
  /** Booleans are the numbers 0 and 1, as in C and Python. */
  private static final TypeDescriptor NUMBER_OR_BOOLEAN = union(NUMBER, BOOLEAN);

  @Override
  public String getId() {
    return "hlo";
  }

  private static Value eval(Context context, String text) {
    return context.eval(Source.newBuilder("hlo", text, "tck.hlo").buildLiteral());
  }

  /** A program without parameters whose result has a type. */
  private static Snippet constant(
      Context context, String shape, String value, TypeDescriptor type) {
    Value program = eval(context, "ENTRY e { ROOT c = %s constant(%s) }".formatted(shape, value));
    return Snippet.newBuilder(shape, program, type).build();
  }

  /** Parameters have one shape each: the identity of HLO is that of numbers. */
  @Override
  public Value createIdentityFunction(Context context) {
    return eval(context, "ENTRY e { ROOT x = f64[] parameter(0) }");
  }

  @Override
  public Snippet createIdentityFunctionSnippet(Context context) {
    return Snippet.newBuilder("identity of f64[]", createIdentityFunction(context), NUMBER)
        .parameterTypes(NUMBER_OR_BOOLEAN)
        .resultVerifier(new SameNumber())
        .build();
  }

  /** The result is the number that the parameter is as a double. */
  private static final class SameNumber implements ResultVerifier {
    @Override
    public void accept(SnippetRun run) throws PolyglotException {
      if (run.getException() != null) {
        throw run.getException();
      }
      Value parameter = run.getParameters().getFirst();
      double given;
      if (parameter.isBoolean()) {
        given = parameter.asBoolean() ? 1 : 0;
      } else {
        given =
            parameter.fitsInBigInteger()
                ? parameter.asBigInteger().doubleValue()
                : parameter.asDouble();
      }
      if (run.getResult().asDouble() != given) {
        throw new AssertionError(run.getResult() + " is not " + given);
      }
    }
  }

  @Override
  public Collection<? extends Snippet> createValueConstructors(Context context) {
    return List.of(
        constant(context, "pred[]", "true", BOOLEAN),
        constant(context, "s8[]", "-128", NUMBER),
        constant(context, "s32[]", "7", NUMBER),
        constant(context, "s64[]", "9007199254740991", NUMBER),
        constant(context, "f32[]", "1.5", NUMBER),
        constant(context, "f64[]", "0.1", NUMBER),
        constant(context, "bf16[]", "2", NUMBER),
        constant(context, "pred[2]", "{true, false}", array(BOOLEAN)),
        constant(context, "s32[3]", "{1, 2, 3}", array(NUMBER)),
        constant(context, "f32[0]", "{}", array(NUMBER)),
        constant(context, "f32[2,2]", "{{1, 2}, {3, 4}}", array(array(NUMBER))),
        constant(context, "(f32[], s32[2])", "(1, {2, 3})", array(ANY)));
  }

  @Override
  public Collection<? extends Snippet> createExpressions(Context context) {
    return List.of(
        Snippet.newBuilder(
                "add",
                eval(
                    context,
                    "ENTRY e { x = f64[] parameter(0) y = f64[] parameter(1) "
                        + "ROOT z = f64[] add(x, y) }"),
                NUMBER)
            .parameterTypes(NUMBER_OR_BOOLEAN, NUMBER_OR_BOOLEAN)
            .build(),
        Snippet.newBuilder(
                "not",
                eval(context, "ENTRY e { x = pred[] parameter(0) ROOT y = pred[] not(x) }"),
                BOOLEAN)
            .parameterTypes(BOOLEAN)
            .build());
  }

  @Override
  public Collection<? extends Snippet> createStatements(Context context) {
    return List.of(
        Snippet.newBuilder(
                "conditional",
                eval(
                    context,
                    """
                    one { p = f64[] parameter(0) ROOT q = f64[] negate(p) }
                    two { ROOT p = f64[] parameter(0) }
                    ENTRY e {
                      c = pred[] parameter(0)
                      x = f64[] parameter(1)
                      ROOT y = f64[] conditional(c, x, x), true_computation=one, false_computation=two
                    }
                    """),
                NUMBER)
            .parameterTypes(BOOLEAN, NUMBER_OR_BOOLEAN)
            .build());
  }

  @Override
  public Collection<? extends Snippet> createScripts(Context context) {
    Value script =
        eval(
            context,
            """
            HloModule script
            condition {
              i = s32[] parameter(0)
              n = s32[] constant(5)
              ROOT less = pred[] compare(i, n), direction=LT
            }
            body {
              i = s32[] parameter(0)
              one = s32[] constant(1)
              ROOT j = s32[] add(i, one)
            }
            ENTRY main {
              zero = s32[] constant(0)
              ROOT end = s32[] while(zero), condition=condition, body=body
            }
            """);
    return List.of(
        Snippet.newBuilder("loop", script, NUMBER)
            .resultVerifier(
                run -> {
                  ResultVerifier.getDefaultResultVerifier().accept(run);
                  if (run.getResult().asInt() != 5) {
                    throw new AssertionError(run.getResult());
                  }
                })
            .build());
  }

  @Override
  public Collection<? extends Source> createInvalidSyntaxScripts(Context context) {
    return List.of(
        Source.newBuilder("hlo", "ENTRY e {\n  ROOT x = f32[] exp(y)\n}", "unknown.hlo")
            .buildLiteral(),
        Source.newBuilder("hlo", "ENTRY e { ROOT x = f32[] add( }", "broken.hlo").buildLiteral());
  }
}
