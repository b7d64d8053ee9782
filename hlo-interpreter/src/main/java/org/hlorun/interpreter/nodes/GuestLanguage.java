package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.source.Source;
import java.util.function.Function;
import org.hlorun.language.literal.Literal;

/**
 * What a tree of nodes knows of the polyglot context that it runs in.
 *
 * @param language the language that the nodes belong to, or null outside of a context
 * @param source the text for source sections, or null
 * @param values makes a value that other languages and instruments can look at
 */
public record GuestLanguage(
    TruffleLanguage<?> language, Source source, Function<Literal, Object> values) {
  /** Of a tree outside of any context. */
  public static final GuestLanguage NONE = new GuestLanguage(null, null, literal -> literal);

  Object value(Literal literal) {
    return values.apply(literal);
  }
}
