package org.hlorun.language.parser;

import java.util.Optional;
import java.util.function.Function;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.Sharding;

/**
 * Reads HLO text. Every sequence of bytes gives a result or an {@link HloException} with the place
 * of the first error; time and memory are linear in the text, nesting is limited to {@value
 * Tokens#MAX_DEPTH} levels.
 */
public final class HloParser {
  private HloParser() {}

  /**
   * Reads a module: with or without header, or a single instruction. The result is not verified
   * yet. A constant whose text is {@code {...}} has {@link Attribute#ELIDED} and no value.
   *
   * @throws HloException with a location if the text is not HLO
   */
  public static HloModule parse(SourceText source) {
    return ModuleReader.read(source, 0);
  }

  /**
   * Reads a shape: {@code f32[2,3]{1,0}}, {@code (s32[], token[])}.
   *
   * @throws HloException with a location if the text is no shape
   */
  public static Shape parseShape(String text) {
    return parseAll("shape", text, context -> context.shapes().read());
  }

  /**
   * Reads a literal of a shape, as it stands in {@code constant(...)}.
   *
   * @throws HloException with a location if the text is no literal of that shape, or its values are
   *     elided ({@code {...}})
   */
  public static Literal parseLiteral(Shape shape, String text) {
    return parseAll("literal", text, context -> present(context.literals().read(shape)));
  }

  /**
   * Reads a literal with the shape before each of its arrays: {@code s32[2]{0} {1, 2}} or {@code
   * (f32[] 1, pred[] true)}.
   *
   * @throws HloException as {@link #parseLiteral(Shape, String)}
   */
  public static Literal parseLiteral(String text) {
    return parseAll("literal", text, context -> present(context.literals().readWithShape()));
  }

  /**
   * Reads a sharding, from brace to brace.
   *
   * @throws HloException with a location if the text is no sharding
   */
  public static Sharding parseSharding(String text) {
    return parseAll("sharding", text, context -> context.shardings().read());
  }

  private static Literal present(Optional<Literal> literal) {
    return literal.orElseThrow(
        () ->
            new HloException(
                Diagnostic.of(
                    DiagnosticCode.ELIDED_CONSTANT,
                    "the values of the literal are elided",
                    "write them out")));
  }

  private static <T> T parseAll(String name, String text, Function<ParseContext, T> reader) {
    Tokens tokens = new Tokens(SourceText.of(name, text), 0);
    T result = reader.apply(ParseContext.of(tokens, new HloModule(name)));
    tokens.expect(TokenKind.END, "expects the end of the " + name);
    return result;
  }
}
