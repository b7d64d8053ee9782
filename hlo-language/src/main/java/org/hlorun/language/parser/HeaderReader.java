package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ARROW;
import static org.hlorun.language.parser.TokenKind.ATTRIBUTE_NAME;
import static org.hlorun.language.parser.TokenKind.COLON;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.IDENT;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hlorun.language.attribute.AliasKind;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ProgramShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Reads the attributes of a module's header: {@code HloModule m, is_scheduled=true, ...}. */
final class HeaderReader {
  private static final SortedMap<String, Attribute<?>> ATTRIBUTES = new TreeMap<>();

  static {
    for (AttributeUse use : HloModule.HEADER) {
      ATTRIBUTES.put(use.attribute().name(), use.attribute());
    }
  }

  private final Tokens tokens;
  private final ParseContext context;
  private final AnnotationReader annotations;
  private final OriginTableReader origins;
  private final Map<String, Integer> offsets = new HashMap<>();

  HeaderReader(ParseContext context) {
    this.tokens = context.tokens();
    this.context = context;
    this.annotations = new AnnotationReader(tokens);
    this.origins = new OriginTableReader(tokens);
  }

  /** The attributes behind the module's name. */
  Attributes read() {
    Attributes.Builder builder = Attributes.builder();
    while (tokens.accept(COMMA)) {
      int offset = tokens.start();
      String name = tokens.expectText(ATTRIBUTE_NAME, "expects attribute name");
      Attribute<?> attribute = ATTRIBUTES.get(name);
      if (attribute == null) {
        throw tokens.error(
            offset,
            DiagnosticCode.ATTRIBUTE,
            "unexpected attribute \"%s\". Allowed attributes: %s"
                .formatted(name, String.join(", ", ATTRIBUTES.keySet())),
            Suggestions.among(name, ATTRIBUTES.keySet()));
      }
      if (offsets.put(name, offset) != null) {
        throw error(offset, "attribute %s already exists".formatted(name));
      }
      put(builder, attribute, readValue(attribute));
    }
    return builder.build();
  }

  @SuppressWarnings("unchecked") // readValue gives values of the attribute's type
  private static <T> void put(Attributes.Builder builder, Attribute<T> attribute, Object value) {
    builder.put(attribute, (T) value);
  }

  private Object readValue(Attribute<?> attribute) {
    return switch (attribute.form()) {
      case BOOL -> tokens.bool();
      case INT -> tokens.integer();
      case KEY_VALUES -> annotations.readKeyValues();
      case PROGRAM_LAYOUT -> readProgramLayout();
      case INPUT_OUTPUT_ALIAS -> readList(this::readAlias);
      case BUFFER_DONOR -> readList(this::readDonor);
      case BOOL_OR_BOOL_LIST ->
          tokens.at(LEFT_BRACE) ? readList(tokens::bool) : List.of(tokens.bool());
      case ORIGIN_RECOVERY_TABLE -> origins.readRecoveryTable();
      case DEBUG_ATTRIBUTES -> origins.readDebugAttributes();
      default -> throw new IllegalArgumentException(attribute + " is no attribute of modules");
    };
  }

  private <T> List<T> readList(java.util.function.Supplier<T> item) {
    return List.copyOf(tokens.list(LEFT_BRACE, RIGHT_BRACE, item));
  }

  /** {@code {(f32[2]{0}, s32[])->f32[2]{0}}}. */
  private ProgramShape readProgramLayout() {
    tokens.expect(LEFT_BRACE, "expects '{' at the beginning of the entry computation layout");
    List<Shape> parameters = tokens.list(LEFT_PAREN, RIGHT_PAREN, context.shapes()::read);
    tokens.expect(ARROW, "expects '->' and the shape of the result");
    Shape result = context.shapes().read();
    tokens.expect(RIGHT_BRACE, "expects '}' at the end of the entry computation layout");
    return new ProgramShape(parameters, result);
  }

  /** {@code {0}: (1, {}, may-alias)}. */
  private InputOutputAlias readAlias() {
    LongList output = tokens.integers();
    tokens.expect(COLON, "expects ':' behind the output index of an alias");
    tokens.expect(LEFT_PAREN, "expects '(' before the parameter of an alias");
    long parameter = tokens.integer();
    tokens.expect(COMMA, "expects ',' behind the parameter number of an alias");
    LongList index = tokens.integers();
    AliasKind kind = AliasKind.MAY;
    if (tokens.accept(COMMA)) {
      int offset = tokens.start();
      String word = tokens.expectText(IDENT, "expects may-alias or must-alias");
      kind =
          Word.parse(AliasKind.class, word, false)
              .orElseThrow(
                  () ->
                      error(
                          offset,
                          "Unexpected aliasing kind; expected may-alias or must-alias, got "
                              + word));
    }
    tokens.expect(RIGHT_PAREN, "expects ')' at the end of an alias");
    return new InputOutputAlias(output, parameter, index, kind);
  }

  /** {@code (1, {0})}. */
  private BufferDonor readDonor() {
    tokens.expect(LEFT_PAREN, "expects '(' before a buffer donor");
    long parameter = tokens.integer();
    tokens.expect(COMMA, "expects ',' behind the parameter number of a buffer donor");
    LongList index = tokens.integers();
    tokens.expect(RIGHT_PAREN, "expects ')' at the end of a buffer donor");
    return new BufferDonor(parameter, index);
  }

  /** Checks that aliases and donors name parts that the entry computation has. */
  void checkAgainst(HloComputation entry) {
    Attributes attributes = context.module().attributes();
    List<HloInstruction> parameters = entry.parameters();
    Set<LongList> outputs = new HashSet<>();
    for (InputOutputAlias alias : attributes.find(Attribute.INPUT_OUTPUT_ALIAS).orElse(List.of())) {
      int offset = offsets.get(Attribute.INPUT_OUTPUT_ALIAS.name());
      if (!hasIndex(entry.root().shape(), alias.outputIndex())) {
        throw error(
            offset,
            "Trying to set up alias at {%s} which is an invalid index for shape %s"
                .formatted(alias.outputIndex(), entry.root().shape()));
      }
      if (!outputs.add(alias.outputIndex())) {
        throw error(offset, "output {%s} is aliased twice".formatted(alias.outputIndex()));
      }
      checkParameter(offset, parameters, alias.parameter(), alias.parameterIndex());
    }
    for (BufferDonor donor : attributes.find(Attribute.BUFFER_DONOR).orElse(List.of())) {
      int offset = offsets.get(Attribute.BUFFER_DONOR.name());
      checkParameter(offset, parameters, donor.parameter(), donor.parameterIndex());
    }
  }

  private void checkParameter(
      int offset, List<HloInstruction> parameters, long number, LongList index) {
    if (number < 0 || number >= parameters.size()) {
      throw error(
          offset,
          "there is no parameter %d: the entry computation has %d"
              .formatted(number, parameters.size()));
    }
    Shape shape = parameters.get((int) number).shape();
    if (!hasIndex(shape, index)) {
      throw error(
          offset,
          "{%s} is an invalid index for shape %s of parameter %d".formatted(index, shape, number));
    }
  }

  private static boolean hasIndex(Shape shape, LongList index) {
    Shape part = shape;
    for (int i = 0; i < index.size(); i++) {
      if (!(part instanceof TupleShape tuple) || index.get(i) < 0 || index.get(i) >= tuple.size()) {
        return false;
      }
      part = tuple.element((int) index.get(i));
    }
    return true;
  }

  private HloException error(int offset, String message) {
    return tokens.error(offset, DiagnosticCode.ATTRIBUTE, message, null);
  }
}
