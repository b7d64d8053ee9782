package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ATTRIBUTE_NAME;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_SQUARE;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_SQUARE;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Sharding;
import org.hlorun.language.sharding.Sharding.GroupKind;
import org.hlorun.language.sharding.Sharding.Kind;

/**
 * Reads shardings: {@code {replicated}}, {@code {devices=[2,2]<=[4] last_tile_dim_replicate}},
 * {@code {{maximal device=0}, {manual}}}, {@code {mesh['a'=2], [{'a'}]}}.
 */
final class ShardingReader {
  private final Tokens tokens;
  private final DeviceReader devices;
  private final MetadataReader metadata;
  private final NamedShardingReader named;

  ShardingReader(Tokens tokens, DeviceReader devices, MetadataReader metadata) {
    this.tokens = tokens;
    this.devices = devices;
    this.metadata = metadata;
    this.named = new NamedShardingReader(tokens, devices, metadata);
  }

  /** A sharding from brace to brace. */
  Sharding read() {
    TokenKind next = tokens.at(LEFT_BRACE) ? tokens.peek() : null;
    return next == LEFT_BRACE || next == RIGHT_BRACE
        ? new Sharding.Tuple(tokens.list(LEFT_BRACE, RIGHT_BRACE, this::readSingle))
        : readSingle();
  }

  private Sharding readSingle() {
    int offset = tokens.start();
    tokens.expect(LEFT_BRACE, "expected '{' to start sharding attribute");
    Sharding sharding;
    if (tokens.atWord("mesh") || tokens.atWord("maximal_mesh")) {
      sharding = named.read();
    } else {
      Parts parts = new Parts();
      while (!tokens.at(RIGHT_BRACE)) {
        readPart(parts);
      }
      sharding = parts.sharding(offset);
    }
    tokens.expect(RIGHT_BRACE, "expected '}' to end sharding attribute");
    return sharding;
  }

  private void readPart(Parts parts) {
    switch (tokens.kind()) {
      case REPLICATED -> parts.kind = word(Kind.REPLICATED);
      case MANUAL -> parts.kind = word(Kind.MANUAL);
      case UNKNOWN -> parts.kind = word(Kind.UNKNOWN);
      case UNREDUCED -> parts.kind = word(Kind.UNREDUCED);
      case MAXIMAL -> parts.kind = word(Kind.MAXIMAL);
      case LAST_TILE_DIM_REPLICATE -> {
        tokens.advance();
        parts.replicateLast = true;
      }
      case SHARD_AS, SHARD_LIKE -> {
        parts.groupKind = tokens.at(TokenKind.SHARD_AS) ? GroupKind.AS : GroupKind.LIKE;
        tokens.advance();
        parts.group = tokens.integer();
      }
      case ATTRIBUTE_NAME -> readNamedPart(parts);
      default -> throw tokens.error("unexpected token in sharding");
    }
  }

  private Kind word(Kind kind) {
    tokens.advance();
    return kind;
  }

  private void readNamedPart(Parts parts) {
    int offset = tokens.start();
    String name = tokens.expectText(ATTRIBUTE_NAME, "expects attribute name");
    switch (name) {
      case "device" -> parts.device = tokens.integer();
      case "devices" -> {
        parts.tiles = tokens.integers(LEFT_SQUARE, RIGHT_SQUARE);
        if (devices.startsDevices()) {
          parts.devices = devices.readDevices();
        }
      }
      case "last_tile_dims" ->
          parts.lastTileDimensions = tokens.list(LEFT_BRACE, RIGHT_BRACE, this::readKind);
      case "metadata" -> parts.metadata = metadata.readOneOrMore();
      default ->
          throw error(
              offset,
              "unknown attribute in sharding: expected device=, devices=, "
                  + "last_tile_dims= or metadata=");
    }
  }

  private Kind readKind() {
    Kind kind = Word.parse(Kind.class, tokens.text(), false).orElse(null);
    if (kind == null || kind == Kind.UNKNOWN) {
      throw tokens.error("expects manual, replicated, maximal or unreduced");
    }
    tokens.advance();
    return kind;
  }

  private HloException error(int offset, String message) {
    return tokens.error(offset, DiagnosticCode.ATTRIBUTE, message, null);
  }

  /** What was written of one sharding of the form without a mesh. */
  private final class Parts {
    private Kind kind;
    private long device = -1;
    private LongList tiles;
    private DeviceList devices;
    private boolean replicateLast;
    private List<Kind> lastTileDimensions = List.of();
    private GroupKind groupKind = GroupKind.NONE;
    private long group;
    private List<OpMetadata> metadata = new ArrayList<>();

    Sharding sharding(int offset) {
      if (kind == Kind.MAXIMAL) {
        if (tiles != null || device < 0) {
          throw error(offset, "maximal shardings should have exactly one device assigned");
        }
      } else if (kind != null && (tiles != null || device >= 0)) {
        throw error(offset, kind.text() + " shardings should not have any devices assigned");
      }
      if (kind != null) {
        return new Sharding.Whole(kind, device, groupKind, group, metadata);
      }
      checkTiles(offset);
      return new Sharding.Tiled(
          tiles, devices, replicateLast, lastTileDimensions, groupKind, group, metadata);
    }

    private void checkTiles(int offset) {
      if (tiles == null || tiles.isEmpty()) {
        throw error(
            offset, "non-maximal shardings must have a tile assignment list including dimensions");
      }
      if (devices == null) {
        throw error(offset, "non-maximal shardings must have a device list");
      }
      long count = ShardingReader.this.devices.deviceCount(offset, tiles);
      long given =
          switch (devices) {
            case DeviceList.Explicit explicit -> explicit.devices().size();
            case DeviceList.Iota iota ->
                ShardingReader.this.devices.deviceCount(offset, iota.reshape());
          };
      if (devices instanceof DeviceList.Explicit && given < 2) {
        throw error(offset, "non-maximal shardings must have more than one device assigned");
      }
      if (count != given) {
        throw error(
            offset,
            "tile assignment dimensions have different number of elements than device assignments: "
                + "%d tiles, %d devices".formatted(count, given));
      }
      if (lastTileDimensions.size() > tiles.size()) {
        throw error(offset, "last_tile_dims names more dimensions than there are tile dimensions");
      }
    }
  }
}
