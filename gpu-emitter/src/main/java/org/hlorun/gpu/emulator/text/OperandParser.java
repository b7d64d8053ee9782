package org.hlorun.gpu.emulator.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** Reads operands. */
final class OperandParser {
  private static final Set<String> SPECIAL =
      Set.of(
          "%tid.x",
          "%tid.y",
          "%tid.z",
          "%ntid.x",
          "%ntid.y",
          "%ntid.z",
          "%ctaid.x",
          "%ctaid.y",
          "%ctaid.z",
          "%nctaid.x",
          "%nctaid.y",
          "%nctaid.z",
          "%laneid",
          "%warpid",
          "%nwarpid",
          "%lanemask_eq",
          "%lanemask_le",
          "%lanemask_lt",
          "%lanemask_ge",
          "%lanemask_gt",
          "%clock",
          "%clock_hi",
          "%clock64",
          "%globaltimer",
          "%globaltimer_lo",
          "%globaltimer_hi",
          "%smid",
          "%nsmid",
          "%gridid",
          "%dynamic_smem_size",
          "%total_smem_size",
          "%cluster_ctaid.x",
          "%cluster_ctaid.y",
          "%cluster_ctaid.z",
          "%cluster_nctaid.x",
          "%cluster_nctaid.y",
          "%cluster_nctaid.z",
          "%clusterid.x",
          "%clusterid.y",
          "%clusterid.z",
          "%nclusterid.x",
          "%nclusterid.y",
          "%nclusterid.z",
          "%cluster_ctarank",
          "%cluster_nctarank");

  private final TokenCursor cursor;
  private final Predicate<String> isFunction;
  private Scope scope;

  OperandParser(TokenCursor cursor, Predicate<String> isFunction) {
    this.cursor = cursor;
    this.isFunction = isFunction;
  }

  void enter(Scope newScope) {
    scope = newScope;
  }

  /** The operands up to the semicolon, which is not taken. */
  List<Operand> operands(boolean labels, boolean call) {
    List<Operand> operands = new ArrayList<>();
    if (!cursor.peek().is(";")) {
      do {
        operands.add(operand(labels, call));
      } while (cursor.accept(","));
    }
    return operands;
  }

  private Operand operand(boolean labels, boolean call) {
    if (cursor.accept("[")) {
      return address();
    }
    if (cursor.accept("{")) {
      return new Operand.Vector(list("}", call));
    }
    if (call && cursor.accept("(")) {
      return new Operand.Group(list(")", true));
    }
    if (cursor.accept("!")) {
      return new Operand.Not(simple(false));
    }
    Operand first = labels || call ? target(call) : simple(false);
    if (cursor.accept("|")) {
      return new Operand.Pair(first, simple(false));
    }
    return first;
  }

  private List<Operand> list(String close, boolean call) {
    List<Operand> elements = new ArrayList<>();
    if (cursor.accept(close)) {
      return elements;
    }
    do {
      elements.add(simple(call));
    } while (cursor.accept(","));
    cursor.expect(close);
    return elements;
  }

  private Operand target(boolean call) {
    Token token = cursor.peek();
    boolean known = token.kind() != Token.Kind.WORD || scope.find(token.text()) != null;
    if (known || SPECIAL.contains(token.text())) {
      return simple(call);
    }
    cursor.next();
    return new Operand.Name(token.text());
  }

  private Operand address() {
    Operand base;
    long offset = 0;
    if (cursor.peek().kind() == Token.Kind.NUMBER || cursor.peek().is("-")) {
      base = constant();
    } else {
      base = simple(false);
    }
    if (base instanceof Operand.Symbol symbol) {
      base = new Operand.Symbol(symbol.variable(), 0);
      offset = symbol.offset();
    }
    offset += offset();
    List<Operand> coordinates = List.of();
    if (cursor.accept(",")) {
      cursor.expect("{");
      coordinates = list("}", false);
    }
    cursor.expect("]");
    return new Operand.Address(base, offset, coordinates);
  }

  /** {@code + 4} or {@code - 4} or {@code + -4}; 0 if there is none. */
  private long offset() {
    boolean minus = cursor.accept("-");
    if (!minus && !cursor.accept("+")) {
      return 0;
    }
    boolean negative = cursor.accept("-") != minus;
    Token token = cursor.peek();
    if (token.kind() == Token.Kind.NUMBER
        && Numbers.parse(token.text(), negative) instanceof Operand.Integer integer) {
      cursor.next();
      return integer.value();
    }
    throw cursor.wrong("a number of bytes");
  }

  private Operand constant() {
    boolean negative = cursor.accept("-");
    Token token = cursor.peek();
    Operand constant =
        token.kind() == Token.Kind.NUMBER ? Numbers.parse(token.text(), negative) : null;
    if (constant == null) {
      throw cursor.wrong("a constant");
    }
    cursor.next();
    return constant;
  }

  private Operand simple(boolean call) {
    Token token = cursor.peek();
    if (token.kind() == Token.Kind.NUMBER || token.is("-")) {
      return constant();
    }
    if (token.kind() != Token.Kind.WORD) {
      throw cursor.wrong("an operand");
    }
    cursor.next();
    if (token.text().equals("_")) {
      return new Operand.Sink();
    }
    Object found = scope.find(token.text());
    if (found instanceof PtxRegister register) {
      return new Operand.Register(register);
    }
    if (found instanceof PtxVariable variable) {
      long offset = call ? 0 : offset();
      return new Operand.Symbol(variable, offset);
    }
    if (SPECIAL.contains(token.text())) {
      return new Operand.Special(token.text());
    }
    if (token.text().equals("WARP_SZ")) {
      return new Operand.Integer(32);
    }
    if (isFunction.test(token.text())) {
      return new Operand.Name(token.text());
    }
    throw undefined(token);
  }

  private RuntimeException undefined(Token token) {
    if (token.text().startsWith("%") && token.text().indexOf('.') > 0) {
      return cursor.error(
          DiagnosticCode.UNSUPPORTED,
          token,
          "'" + token.text() + "' is no register that this emulator knows",
          null);
    }
    return cursor.error(
        DiagnosticCode.UNDEFINED_NAME,
        token,
        "'" + token.text() + "' is not declared",
        "declare it before its first use, as in .reg .b32 %r<10>;");
  }
}
