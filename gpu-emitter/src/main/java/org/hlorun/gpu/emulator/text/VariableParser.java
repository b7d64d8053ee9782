package org.hlorun.gpu.emulator.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** Reads what follows the state space of a declaration: alignment, type, names, initialisers. */
final class VariableParser {
  private static final long MAX_BYTES = 1L << 32;

  private final TokenCursor cursor;
  private final Function<String, Object> names;

  /**
   * @param names finds variables whose addresses are initial values
   */
  VariableParser(TokenCursor cursor, Function<String, Object> names) {
    this.cursor = cursor;
    this.names = names;
  }

  /** A variable, and the token of its name. */
  record Declared(Token name, PtxVariable variable) {}

  /** Reads {@code .align 4 .b8 x[16], y;} behind the space, with the semicolon. */
  List<Declared> declarations(StateSpace space, boolean external) {
    Element element = element();
    List<Declared> declared = new ArrayList<>();
    do {
      declared.add(variable(space, element, external));
    } while (cursor.accept(","));
    cursor.expect(";");
    return declared;
  }

  /** Reads one parameter behind {@code .param}. */
  Declared parameter() {
    return variable(StateSpace.PARAM, element(), false);
  }

  private record Element(PtxType type, int lanes, int alignment) {}

  private Element element() {
    int alignment = 0;
    int lanes = 1;
    PtxType type = null;
    while (cursor.peek().kind() == Token.Kind.WORD && cursor.peek().text().startsWith(".")) {
      Token token = cursor.next();
      switch (token.text()) {
        case ".align" -> alignment = alignment();
        case ".ptr" -> pointerAttributes();
        case ".v2" -> lanes = 2;
        case ".v4" -> lanes = 4;
        default -> {
          type = PtxType.of(token.text().substring(1));
          if (type == null || type == PtxType.PRED || type.isPair() || type.bits() < 8) {
            throw cursor.error(
                DiagnosticCode.UNSUPPORTED,
                token,
                "'" + token.text() + "' is no type of a variable that this emulator knows",
                null);
          }
        }
      }
    }
    if (type == null) {
      throw cursor.wrong("a type");
    }
    return new Element(type, lanes, alignment == 0 ? type.bytes() * lanes : alignment);
  }

  private int alignment() {
    Token token = cursor.peek();
    long alignment = cursor.expectInteger(1 << 20);
    if (Long.bitCount(alignment) != 1) {
      throw cursor.error(
          DiagnosticCode.SYNTAX, token, "an alignment is a power of two, not " + alignment, null);
    }
    return (int) alignment;
  }

  /** {@code .ptr .global .align 16}: what a parameter points to, which changes nothing here. */
  private void pointerAttributes() {
    String text = cursor.peek().text();
    if (text.startsWith(".") && StateSpace.of(text.substring(1)) != null) {
      cursor.next();
    }
    if (cursor.accept(".align")) {
      alignment();
    }
  }

  private Declared variable(StateSpace space, Element element, boolean external) {
    Token name = cursor.expectName();
    long elements = element.lanes();
    boolean unsized = false;
    while (cursor.accept("[")) {
      if (cursor.accept("]")) {
        unsized = true;
        continue;
      }
      elements = multiply(name, elements, cursor.expectInteger(MAX_BYTES));
      cursor.expect("]");
    }
    List<PtxVariable.Value> values = List.of();
    if (cursor.accept("=")) {
      values = initialiser(name, element.type());
    }
    if (unsized && !values.isEmpty()) {
      elements = values.size();
      unsized = false;
    }
    checkSize(name, element.type(), elements, values, unsized, external);
    PtxVariable variable =
        new PtxVariable(
            name.text(),
            space,
            element.type(),
            unsized ? 0 : elements,
            element.alignment(),
            unsized,
            values);
    return new Declared(name, variable);
  }

  private long multiply(Token name, long a, long b) {
    if (b != 0 && a > MAX_BYTES / b) {
      throw tooLarge(name);
    }
    return a * b;
  }

  private RuntimeException tooLarge(Token name) {
    return cursor.error(
        DiagnosticCode.LIMIT, name, "'" + name.text() + "' is larger than 4 GiB", null);
  }

  private void checkSize(
      Token name,
      PtxType type,
      long elements,
      List<PtxVariable.Value> values,
      boolean unsized,
      boolean external) {
    if (elements * type.bytes() > MAX_BYTES) {
      throw tooLarge(name);
    }
    if (unsized && !external) {
      throw cursor.error(
          DiagnosticCode.SYNTAX,
          name,
          "'" + name.text() + "' has no size",
          "write the number of elements between the brackets, or declare it .extern");
    }
    if (values.size() > elements) {
      throw cursor.error(
          DiagnosticCode.SYNTAX,
          name,
          "'%s' has %d initial values for %d elements"
              .formatted(name.text(), values.size(), elements),
          null);
    }
  }

  private List<PtxVariable.Value> initialiser(Token name, PtxType type) {
    List<PtxVariable.Value> values = new ArrayList<>();
    if (!cursor.accept("{")) {
      values.add(value(type));
      return values;
    }
    int depth = 1;
    while (depth > 0) {
      if (cursor.accept("{")) {
        depth++;
      } else if (cursor.accept("}")) {
        depth--;
        cursor.accept(",");
      } else if (depth > 1 && type == PtxType.PRED) {
        throw cursor.wrong("a value of '" + name.text() + "'");
      } else {
        values.add(value(type));
        if (!cursor.peek().is("}")) {
          cursor.expect(",");
        }
      }
    }
    return values;
  }

  private PtxVariable.Value value(PtxType type) {
    boolean negative = cursor.accept("-");
    Token token = cursor.peek();
    if (token.kind() == Token.Kind.NUMBER) {
      Operand constant = Numbers.parse(token.text(), negative);
      Long bits = constant == null ? null : bits(constant, type);
      if (bits == null) {
        throw cursor.wrong("a value of type " + type);
      }
      cursor.next();
      return new PtxVariable.Value(bits, null, false);
    }
    boolean generic = token.is("generic");
    if (generic) {
      cursor.next();
      cursor.expect("(");
    }
    Token name = cursor.expectName();
    if (!(names.apply(name.text()) instanceof PtxVariable variable)) {
      throw cursor.error(
          DiagnosticCode.UNDEFINED_NAME, name, "no variable '" + name.text() + "'", null);
    }
    if (generic) {
      cursor.expect(")");
    }
    long offset = cursor.accept("+") ? cursor.expectInteger(MAX_BYTES) : 0;
    return new PtxVariable.Value(offset, variable, generic);
  }

  /** The bits of a constant as a value of a type; null if the type cannot hold such a constant. */
  private static Long bits(Operand constant, PtxType type) {
    return switch (constant) {
      case Operand.Integer integer when !type.isFloat() -> integer.value();
      case Operand.Float f when type == PtxType.F64 ->
          f.single()
              ? Double.doubleToRawLongBits(java.lang.Float.intBitsToFloat((int) f.bits()))
              : f.bits();
      case Operand.Float f when type == PtxType.F32 ->
          f.single()
              ? f.bits()
              : java.lang.Float.floatToRawIntBits((float) Double.longBitsToDouble(f.bits()))
                  & 0xFFFF_FFFFL;
      default -> null;
    };
  }
}
