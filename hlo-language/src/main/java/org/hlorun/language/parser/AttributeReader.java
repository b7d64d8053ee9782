package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ATTRIBUTE_NAME;
import static org.hlorun.language.parser.TokenKind.COLON;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.IDENT;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.CustomCallApiVersion;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.DomainBoundary;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.sharding.Sharding;

/** Reads the value of an attribute of an instruction, by the form that its key names. */
final class AttributeReader {
  /** What PyTorch/XLA's dumps of 2022 have where no version was set. */
  private static final String UNSPECIFIED_API_VERSION = "API_VERSION_UNSPECIFIED";

  private final Tokens tokens;
  private final ParseContext context;
  private final Supplier<HloComputation> inlineComputations;
  private final WindowReader windows;
  private final DimensionLabelsReader dimensionLabels;
  private final AnnotationReader annotations;
  private final OriginReader origins;

  /**
   * A reader.
   *
   * @param inlineComputations reads a computation that is written where it is called
   */
  AttributeReader(ParseContext context, Supplier<HloComputation> inlineComputations) {
    this.tokens = context.tokens();
    this.context = context;
    this.inlineComputations = inlineComputations;
    this.windows = new WindowReader(tokens);
    this.dimensionLabels = new DimensionLabelsReader(tokens);
    this.annotations = new AnnotationReader(tokens);
    this.origins = new OriginReader(tokens);
  }

  /**
   * The value, of the type of {@code attribute}; null where it leaves the attribute unset: a
   * literal whose values are elided, an unspecified API version, an empty origin.
   */
  Object read(Attribute<?> attribute) {
    return switch (attribute.form()) {
      case BOOL -> tokens.bool();
      case INT -> tokens.integer();
      case FLOAT -> readFloat();
      case STRING -> tokens.string();
      case STRING_OR_JSON -> tokens.stringOrJson();
      case WORD -> readWord(attribute.wordType(), false);
      case WORD_ANY_CASE -> readWord(attribute.wordType(), true);
      case WORD_LIST -> readList(() -> readWord(attribute.wordType(), true));
      case BOOL_LIST -> readList(tokens::bool);
      case INT_LIST -> tokens.integers();
      case INT_LIST_LIST -> readList(tokens::integers);
      case SHAPE -> context.shapes().read();
      case SHAPE_LIST -> readList(context.shapes()::read);
      case COMPUTATION -> readComputation();
      case COMPUTATION_LIST -> readList(this::readComputation);
      case WINDOW -> windows.readWindow();
      case PADDING -> windows.readPadding();
      case SLICE -> windows.readSlice();
      case SPARSITY -> windows.readSparsity();
      case DIMENSION_LABELS -> dimensionLabels.read();
      case SHARDING -> context.shardings().read();
      case REPLICA_GROUPS -> context.devices().readReplicaGroups();
      case DOMAIN -> readDomain();
      case LITERAL -> readLiteral();
      case KEY_VALUES -> annotations.readKeyValues();
      case METADATA -> context.metadata().read();
      case ORIGINAL_VALUE -> origins.read();
      case STATISTICS -> annotations.readStatistics();
      case RESULT_ACCURACY -> annotations.readResultAccuracy();
      case OPERAND_ALIASING -> readList(this::readOperandAlias);
      case OPERAND_POSITION,
          INPUT_OUTPUT_ALIAS,
          BUFFER_DONOR,
          PROGRAM_LAYOUT,
          BOOL_OR_BOOL_LIST,
          ORIGIN_RECOVERY_TABLE,
          DEBUG_ATTRIBUTES ->
          throw new IllegalArgumentException(attribute + " is no attribute of instructions");
    };
  }

  private <T> List<T> readList(Supplier<T> item) {
    return List.copyOf(tokens.list(LEFT_BRACE, RIGHT_BRACE, item));
  }

  /** A number that fits a 32-bit float, rounded to one. */
  private Double readFloat() {
    int offset = tokens.start();
    double value = tokens.number();
    if (Float.isInfinite((float) value)) {
      throw tokens.error(offset, DiagnosticCode.ATTRIBUTE, "value out of range for float", null);
    }
    return (double) (float) value;
  }

  private static String noun(Class<?> wordType) {
    return wordType.getSimpleName().replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  private Object readWord(Class<?> type, boolean anyCase) {
    if (!tokens.at(IDENT)) {
      throw tokens.error("expects " + noun(type));
    }
    String text = tokens.text();
    for (Object constant : type.getEnumConstants()) {
      String word = ((Word) constant).text();
      if (anyCase ? word.equalsIgnoreCase(text) : word.equals(text)) {
        tokens.advance();
        return constant;
      }
    }
    if (text.equalsIgnoreCase(UNSPECIFIED_API_VERSION) && type == CustomCallApiVersion.class) {
      tokens.advance();
      return null;
    }
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Word) constant).text())
            .collect(Collectors.joining(", "));
    throw tokens.error(
        tokens.start(),
        DiagnosticCode.ATTRIBUTE,
        "expects %s but sees: %s".formatted(noun(type), text),
        "write one of " + words);
  }

  /** A computation by name, or written inline. */
  private HloComputation readComputation() {
    if (tokens.at(LEFT_BRACE)) {
      return inlineComputations.get();
    }
    int offset = tokens.start();
    return context.computations().find(tokens.name(), offset);
  }

  /** {@code {kind="sharding", entry={...}, exit={...}}}. */
  private DomainBoundary readDomain() {
    String[] kind = new String[1];
    Sharding[] sides = new Sharding[2];
    int offset = tokens.start();
    SubAttributes block =
        SubAttributes.read(
            tokens,
            "entry, exit, kind",
            name -> {
              switch (name) {
                case "kind" -> kind[0] = tokens.string();
                case "entry" -> sides[0] = context.shardings().read();
                case "exit" -> sides[1] = context.shardings().read();
                default -> {
                  return false;
                }
              }
              return true;
            });
    block.require("kind");
    block.require("entry");
    block.require("exit");
    if (!kind[0].equals("sharding")) {
      throw tokens.error(
          offset, DiagnosticCode.ATTRIBUTE, "unsupported domain kind: " + kind[0], null);
    }
    return new DomainBoundary(kind[0], sides[0], sides[1]);
  }

  private Literal readLiteral() {
    Optional<Literal> literal = context.literals().readWithShape();
    return literal.orElse(null);
  }

  /** {@code {0}: (1, {})}. */
  private OperandAlias readOperandAlias() {
    LongList output = tokens.integers();
    tokens.expect(COLON, "expects ':' behind the output index of an alias");
    tokens.expect(LEFT_PAREN, "expects '(' before the operand of an alias");
    long operand = tokens.integer();
    tokens.expect(COMMA, "expects ',' between operand and operand index of an alias");
    LongList index = tokens.integers();
    tokens.expect(RIGHT_PAREN, "expects ')' at the end of an alias");
    return new OperandAlias(output, operand, index);
  }

  /** The key in front of a value. */
  String readName() {
    return tokens.expectText(ATTRIBUTE_NAME, "expects attribute name");
  }
}
