package org.hlorun.gpu.emulator.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** Reads a kernel or a function, from behind {@code .entry} or {@code .func}. */
final class FunctionParser {
  private static final int MAX_DEPTH = 64;
  private static final long MAX_REGISTERS = 1 << 24;
  private static final Set<String> LIMITS =
      Set.of(
          ".maxntid",
          ".reqntid",
          ".minnctapersm",
          ".maxnctapersm",
          ".maxnreg",
          ".reqnctapercluster",
          ".maxclusterrank");
  private static final Set<String> BRANCHES = Set.of("bra", "brx");

  private final TokenCursor cursor;
  private final OperandParser operands;
  private final Scope.Numbering numbering = new Scope.Numbering();
  private final List<PtxInstruction> instructions = new ArrayList<>();
  private final Map<String, List<PtxLabel>> branchTargets = new LinkedHashMap<>();
  private final Map<Token, Scope> pendingLabels = new LinkedHashMap<>();
  private final List<Unresolved> unresolved = new ArrayList<>();
  private final Map<String, List<Token>> pendingTargets = new LinkedHashMap<>();
  private Scope scope;
  private int depth;

  /** An instruction whose labels are names as yet. */
  private record Unresolved(int instruction, Token token, Scope scope) {}

  FunctionParser(TokenCursor cursor, Scope module, Predicate<String> isFunction) {
    this.cursor = cursor;
    this.operands = new OperandParser(cursor, isFunction);
    this.scope = new Scope(module, numbering);
  }

  PtxFunction parse(boolean entry) {
    List<PtxVariable> results = cursor.peek().is("(") ? parameters() : List.of();
    Token name = cursor.expectName();
    List<PtxVariable> parameters = cursor.peek().is("(") ? parameters() : List.of();
    Map<String, List<Long>> limits = limits();
    boolean defined = !cursor.accept(";");
    if (defined) {
      body();
    }
    return new PtxFunction(
        name.text(),
        entry,
        results,
        parameters,
        List.copyOf(instructions),
        numbering.count(),
        branchTargets,
        limits,
        defined);
  }

  private List<PtxVariable> parameters() {
    cursor.expect("(");
    List<PtxVariable> parameters = new ArrayList<>();
    if (cursor.accept(")")) {
      return parameters;
    }
    do {
      if (cursor.peek().is(".reg")) {
        throw cursor.error(
            DiagnosticCode.UNSUPPORTED,
            cursor.peek(),
            "parameters in registers are not supported",
            "declare it .param");
      }
      cursor.expect(".param");
      VariableParser.Declared declared = variables().parameter();
      scope.variable(cursor, declared.name(), declared.variable());
      parameters.add(declared.variable());
    } while (cursor.accept(","));
    cursor.expect(")");
    return parameters;
  }

  private VariableParser variables() {
    return new VariableParser(cursor, scope::find);
  }

  private Map<String, List<Long>> limits() {
    Map<String, List<Long>> limits = new HashMap<>();
    while (cursor.peek().kind() == Token.Kind.WORD) {
      Token token = cursor.next();
      String text = token.text();
      if (LIMITS.contains(text)) {
        List<Long> numbers = new ArrayList<>();
        do {
          numbers.add(cursor.expectInteger(Integer.MAX_VALUE));
        } while (cursor.accept(","));
        limits.put(text.substring(1), numbers);
      } else if (text.equals(".pragma")) {
        pragma();
      } else if (!text.equals(".noreturn") && !text.equals(".explicitcluster")) {
        throw cursor.error(
            DiagnosticCode.UNSUPPORTED, token, "the directive " + text + " is not supported", null);
      }
    }
    return limits;
  }

  private void pragma() {
    do {
      if (cursor.next().kind() != Token.Kind.STRING) {
        throw cursor.wrong("a string");
      }
    } while (cursor.accept(","));
    cursor.expect(";");
  }

  private void body() {
    cursor.expect("{");
    depth = 1;
    operands.enter(scope);
    while (depth > 0) {
      statement();
    }
    resolveLabels();
  }

  private void statement() {
    Token token = cursor.peek();
    if (token.is("{")) {
      open(token);
    } else if (cursor.accept("}")) {
      depth--;
      scope = scope.outer();
      operands.enter(scope);
    } else if (token.is("@")) {
      guarded();
    } else if (token.kind() == Token.Kind.WORD && token.text().startsWith(".")) {
      directive(cursor.next());
    } else if (token.kind() == Token.Kind.WORD && cursor.peekSecond().is(":")) {
      label();
    } else if (token.kind() == Token.Kind.WORD) {
      instruction(null, false, token);
    } else {
      throw cursor.wrong("an instruction");
    }
  }

  private void open(Token token) {
    cursor.next();
    if (++depth > MAX_DEPTH) {
      throw cursor.error(
          DiagnosticCode.LIMIT, token, "braces are nested deeper than " + MAX_DEPTH, null);
    }
    scope = scope.inner();
    operands.enter(scope);
  }

  private void label() {
    Token name = cursor.next();
    cursor.expect(":");
    if (cursor.accept(".branchtargets")) {
      List<Token> targets = new ArrayList<>();
      do {
        targets.add(cursor.expectName());
      } while (cursor.accept(","));
      cursor.expect(";");
      pendingTargets.put(name.text(), targets);
      targets.forEach(target -> pendingLabels.put(target, scope));
    } else if (cursor.peek().is(".callprototype") || cursor.peek().is(".calltargets")) {
      throw cursor.error(
          DiagnosticCode.UNSUPPORTED,
          cursor.peek(),
          "calls of functions that are known only while running are not supported",
          "call functions by name");
    } else {
      scope.label(cursor, name, instructions.size());
    }
  }

  private void directive(Token token) {
    switch (token.text()) {
      case ".reg" -> registers();
      case ".loc" -> cursor.skipLine(token);
      case ".pragma" -> pragma();
      case ".local", ".shared", ".param", ".global", ".const" -> {
        StateSpace space = StateSpace.of(token.text().substring(1));
        for (VariableParser.Declared declared : variables().declarations(space, false)) {
          scope.variable(cursor, declared.name(), declared.variable());
        }
      }
      default ->
          throw cursor.error(
              DiagnosticCode.UNSUPPORTED,
              token,
              "the directive " + token.text() + " is not supported here",
              null);
    }
  }

  private void registers() {
    Token typeToken = cursor.next();
    PtxType type =
        typeToken.text().startsWith(".") ? PtxType.of(typeToken.text().substring(1)) : null;
    boolean storable = type != null && (type == PtxType.PRED || type.bits() >= 8);
    if (!storable || type == PtxType.B128) {
      throw cursor.error(
          DiagnosticCode.UNSUPPORTED,
          typeToken,
          "registers of type " + typeToken.text() + " are not supported",
          "use one of .pred, .b16, .b32 and .b64");
    }
    do {
      Token name = cursor.expectName();
      if (cursor.accept("<")) {
        scope.range(cursor, name, type, cursor.expectInteger(MAX_REGISTERS));
        cursor.expect(">");
      } else {
        scope.register(cursor, name, type);
      }
    } while (cursor.accept(","));
    cursor.expect(";");
  }

  private void guarded() {
    cursor.expect("@");
    boolean negated = cursor.accept("!");
    Token name = cursor.expectName();
    if (!(scope.find(name.text()) instanceof PtxRegister register) || !register.isPredicate()) {
      throw cursor.error(
          DiagnosticCode.UNDEFINED_NAME,
          name,
          "'" + name.text() + "' is not declared as a predicate",
          null);
    }
    instruction(register, negated, cursor.peek());
  }

  private void instruction(PtxRegister guard, boolean negated, Token start) {
    Token opcode = cursor.expectName();
    List<String> parts = List.of(opcode.text().split("\\.", -1));
    String mnemonic = parts.getFirst();
    boolean branch = BRANCHES.contains(mnemonic);
    Token operandsStart = cursor.peek();
    List<Operand> read = operands.operands(branch, mnemonic.equals("call"));
    cursor.expect(";");
    if (branch) {
      unresolved.add(new Unresolved(instructions.size(), operandsStart, scope));
    }
    instructions.add(
        new PtxInstruction(
            guard,
            negated,
            mnemonic,
            parts.subList(1, parts.size()),
            read,
            cursor.source().locate(start.offset())));
  }

  private void resolveLabels() {
    for (Unresolved branch : unresolved) {
      PtxInstruction instruction = instructions.get(branch.instruction());
      List<Operand> resolved = new ArrayList<>();
      for (Operand operand : instruction.operands()) {
        boolean table =
            operand instanceof Operand.Name name && pendingTargets.containsKey(name.name());
        resolved.add(
            operand instanceof Operand.Name name && !table
                ? new Operand.Label(find(branch.token(), name.name(), branch.scope()))
                : operand);
      }
      instructions.set(
          branch.instruction(),
          new PtxInstruction(
              instruction.guard(),
              instruction.guardNegated(),
              instruction.mnemonic(),
              instruction.modifiers(),
              resolved,
              instruction.location()));
    }
    pendingTargets.forEach(
        (name, tokens) ->
            branchTargets.put(
                name,
                tokens.stream()
                    .map(token -> find(token, token.text(), pendingLabels.get(token)))
                    .toList()));
  }

  private PtxLabel find(Token token, String name, Scope from) {
    PtxLabel label = from.findLabel(name);
    if (label == null) {
      throw cursor.error(DiagnosticCode.UNDEFINED_NAME, token, "no label '" + name + "'", null);
    }
    return label;
  }
}
