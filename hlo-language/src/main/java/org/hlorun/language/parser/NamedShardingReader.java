package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ATTRIBUTE_NAME;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_SQUARE;
import static org.hlorun.language.parser.TokenKind.QUESTION;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_SQUARE;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.Sharding;
import org.hlorun.language.sharding.Sharding.DimensionSharding;
import org.hlorun.language.sharding.Sharding.Kind;
import org.hlorun.language.sharding.Sharding.Reduction;

/**
 * Reads shardings by the named axes of a mesh: {@code mesh['a'=2,'b'=4], [{'a'}, {?}],
 * replicated={'b'}}.
 */
final class NamedShardingReader {
  private final Tokens tokens;
  private final DeviceReader devices;
  private final MetadataReader metadataReader;

  NamedShardingReader(Tokens tokens, DeviceReader devices, MetadataReader metadataReader) {
    this.tokens = tokens;
    this.devices = devices;
    this.metadataReader = metadataReader;
  }

  /** What stands between the braces; {@code mesh} or {@code maximal_mesh} is current. */
  Sharding read() {
    Parts parts = new Parts();
    if (tokens.atWord("maximal_mesh")) {
      parts.mesh = devices.readMaximalMesh();
      parts.whole = Kind.MAXIMAL;
    } else {
      parts.mesh = devices.readMesh();
      readBody(parts);
    }
    while (tokens.accept(COMMA)) {
      readAttribute(parts);
    }
    return parts.sharding();
  }

  private void readBody(Parts parts) {
    boolean comma = tokens.accept(COMMA);
    switch (tokens.kind()) {
      case REPLICATED -> {
        tokens.advance();
        parts.whole = Kind.REPLICATED;
      }
      case MANUAL -> {
        tokens.advance();
        parts.whole = Kind.MANUAL;
      }
      case UNREDUCED -> {
        tokens.advance();
        parts.whole = Kind.UNREDUCED;
      }
      case ATTRIBUTE_NAME -> {
        readAttribute(parts);
        if (parts.unreduced.isEmpty() && parts.reduction == Reduction.NONE) {
          throw tokens.error("expects dimension shardings, replicated, manual or unreduced");
        }
        parts.whole = Kind.UNREDUCED;
      }
      case LEFT_SQUARE -> {
        if (!comma) {
          throw tokens.error("expects ',' between mesh and dimension shardings");
        }
        parts.dimensions = tokens.list(LEFT_SQUARE, RIGHT_SQUARE, () -> readDimension(parts.mesh));
      }
      default -> throw tokens.error("expects dimension shardings, replicated, manual or unreduced");
    }
  }

  /** {@code {'a','b':(1)2}} or, open, {@code {'a',?}}. */
  private DimensionSharding readDimension(Mesh mesh) {
    List<AxisReference> axes = new ArrayList<>();
    tokens.expect(LEFT_BRACE, "expects '{' to start a dimension sharding");
    boolean open = tokens.accept(QUESTION);
    while (!open && !tokens.at(RIGHT_BRACE)) {
      axes.add(devices.readAxisReference(mesh));
      if (!tokens.accept(COMMA)) {
        break;
      }
      open = tokens.accept(QUESTION);
    }
    tokens.expect(RIGHT_BRACE, "expects '}' to end a dimension sharding");
    return new DimensionSharding(axes, open);
  }

  private void readAttribute(Parts parts) {
    int offset = tokens.start();
    String name =
        tokens.expectText(ATTRIBUTE_NAME, "expects replicated=, unreduced=, manual= or metadata=");
    switch (name) {
      case "replicated" -> parts.replicated = devices.readAxes(parts.mesh);
      case "manual" -> parts.manual = devices.readAxes(parts.mesh);
      case "unreduced" -> readUnreduced(parts);
      case "metadata" -> parts.metadata = metadataReader.readOneOrMore();
      default ->
          throw tokens.error(
              offset,
              DiagnosticCode.ATTRIBUTE,
              "unexpected attribute \"%s\" in a sharding by mesh axes".formatted(name),
              "allowed are replicated, unreduced, manual and metadata");
    }
  }

  /** {@code sum}, {@code {'a'}} or {@code sum{'a'}}. */
  private void readUnreduced(Parts parts) {
    if (tokens.at(TokenKind.IDENT)) {
      parts.reduction =
          Word.parse(Reduction.class, tokens.text(), false)
              .orElseThrow(() -> tokens.error("expects sum, max or min"));
      tokens.advance();
    }
    if (tokens.at(LEFT_BRACE)) {
      parts.unreduced = devices.readAxes(parts.mesh);
    }
  }

  private static final class Parts {
    private Mesh mesh;
    private List<DimensionSharding> dimensions;
    private Kind whole;
    private List<AxisReference> replicated = List.of();
    private List<AxisReference> unreduced = List.of();
    private Reduction reduction = Reduction.NONE;
    private List<AxisReference> manual = List.of();
    private List<OpMetadata> metadata = List.of();

    Sharding sharding() {
      return new Sharding.Named(
          mesh, dimensions, whole, replicated, unreduced, reduction, manual, metadata);
    }
  }
}
