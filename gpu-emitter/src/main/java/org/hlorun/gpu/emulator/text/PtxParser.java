package org.hlorun.gpu.emulator.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/**
 * Reads PTX as the PTX ISA 8.7 describes it. What is not understood is an {@link HloException} with
 * its place; nothing is passed over but debug information, {@code .pragma} and linking directives.
 */
public final class PtxParser {
  private static final Set<String> LINKING =
      Set.of(".visible", ".extern", ".weak", ".common", ".noreturn");

  private final TokenCursor cursor;
  private final Scope module = new Scope(null, new Scope.Numbering());
  private final List<PtxVariable> variables = new ArrayList<>();
  private final Map<String, PtxFunction> functions = new LinkedHashMap<>();
  private String version;
  private String target;
  private int addressSize = 64;

  private PtxParser(SourceText source) {
    this.cursor = new TokenCursor(source);
  }

  /**
   * Reads a module.
   *
   * @throws HloException if the text is no PTX, or has something that is not supported
   */
  public static PtxModule parse(SourceText source) {
    return new PtxParser(source).module();
  }

  private PtxModule module() {
    while (cursor.peek().kind() != Token.Kind.END) {
      directive();
    }
    if (version == null || target == null) {
      throw cursor.error(
          DiagnosticCode.SYNTAX,
          cursor.peek(),
          "the text has no " + (version == null ? ".version" : ".target"),
          "a PTX text begins with .version 8.7, .target sm_80 and .address_size 64");
    }
    return new PtxModule(version, target, addressSize, List.copyOf(variables), functions);
  }

  private void directive() {
    Token first = cursor.peek();
    boolean external = false;
    while (cursor.peek().kind() == Token.Kind.WORD && LINKING.contains(cursor.peek().text())) {
      external |= cursor.next().is(".extern");
    }
    Token token = cursor.peek();
    if (token.kind() != Token.Kind.WORD) {
      throw cursor.wrong("a directive");
    }
    cursor.next();
    switch (token.text()) {
      case ".version" -> version = version();
      case ".target" -> target = target();
      case ".address_size" -> addressSize(token);
      case ".file" -> cursor.skipLine(first);
      case ".section" -> section();
      case ".global", ".const", ".shared" ->
          variables(StateSpace.of(token.text().substring(1)), external, token);
      case ".entry", ".func" -> function(token);
      default ->
          throw cursor.error(
              DiagnosticCode.UNSUPPORTED,
              token,
              token.text().startsWith(".")
                  ? "the directive " + token.text() + " is not supported"
                  : "expected a directive, not '" + token.text() + "'",
              null);
    }
  }

  private String version() {
    Token token = cursor.next();
    if (token.kind() != Token.Kind.NUMBER || !token.text().matches("[0-9]+\\.[0-9]+")) {
      throw cursor.error(
          DiagnosticCode.SYNTAX, token, "a version is two numbers with a dot, as 8.7", null);
    }
    return token.text();
  }

  private String target() {
    Token token = cursor.expectName();
    if (!token.text().matches("sm_[0-9]+[af]?")) {
      throw cursor.error(
          DiagnosticCode.SYNTAX, token, "a target is written as sm_90, not " + token.text(), null);
    }
    while (cursor.accept(",")) {
      cursor.expectName();
    }
    return token.text();
  }

  private void addressSize(Token token) {
    addressSize = (int) cursor.expectInteger(64);
    if (addressSize != 64) {
      throw cursor.error(
          DiagnosticCode.UNSUPPORTED,
          token,
          "only addresses of 64 bits are supported",
          "write .address_size 64");
    }
  }

  /** Passes a section of debug information. */
  private void section() {
    Token name = cursor.next();
    if (!name.text().startsWith(".debug")) {
      throw cursor.error(
          DiagnosticCode.UNSUPPORTED, name, "the section " + name.text() + " is not known", null);
    }
    cursor.expect("{");
    while (!cursor.accept("}")) {
      if (cursor.peek().kind() == Token.Kind.END) {
        throw cursor.wrong("'}'");
      }
      cursor.next();
    }
  }

  private void variables(StateSpace space, boolean external, Token token) {
    List<VariableParser.Declared> declarations =
        new VariableParser(cursor, module::find).declarations(space, external);
    if (external && space != StateSpace.SHARED) {
      throw cursor.error(
          DiagnosticCode.UNSUPPORTED,
          token,
          "variables of other modules are not supported",
          "define the variable in this text");
    }
    for (VariableParser.Declared declared : declarations) {
      module.variable(cursor, declared.name(), declared.variable());
      variables.add(declared.variable());
    }
  }

  private void function(Token token) {
    PtxFunction function =
        new FunctionParser(cursor, module, functions::containsKey).parse(token.is(".entry"));
    PtxFunction before = functions.put(function.name(), function);
    if (before != null && before.defined()) {
      if (function.defined()) {
        throw cursor.error(
            DiagnosticCode.BAD_NAME, token, "'" + function.name() + "' is defined twice", null);
      }
      functions.put(function.name(), before);
    }
  }
}
