package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COLON;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.EQUAL;
import static org.hlorun.language.parser.TokenKind.INT;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.LEFT_SQUARE;
import static org.hlorun.language.parser.TokenKind.LESS_EQUAL;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_SQUARE;
import static org.hlorun.language.parser.TokenKind.STRING;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.ReplicaGroups;

/** Reads device lists, meshes and replica groups. */
final class DeviceReader {
  private final Tokens tokens;

  DeviceReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** {@code 0,2,1,3} or {@code <=[2,2]T(1,0)}. */
  DeviceList readDevices() {
    return tokens.accept(LESS_EQUAL)
        ? readIota()
        : new DeviceList.Explicit(tokens.integersUntilNoComma());
  }

  /** What follows {@code <=}: {@code [2,2]T(1,0)}. */
  private DeviceList.Iota readIota() {
    int offset = tokens.start();
    LongList reshape = tokens.integers(LEFT_SQUARE, RIGHT_SQUARE);
    if (reshape.isEmpty()) {
      throw error(offset, "iota device list must have at least one reshape dimension");
    }
    deviceCount(offset, reshape);
    LongList permutation = LongList.empty();
    if (tokens.atWord("T")) {
      tokens.advance();
      int permutationAt = tokens.start();
      permutation = tokens.integers(LEFT_PAREN, RIGHT_PAREN);
      checkPermutation(permutationAt, permutation, reshape.size());
    } else if (reshape.size() > 1) {
      throw tokens.error("expects transpose T(...) behind more than one reshape dimension");
    }
    // The identity of one dimension is the canonical form of T(0).
    return new DeviceList.Iota(reshape, reshape.size() == 1 ? LongList.empty() : permutation);
  }

  private void checkPermutation(int offset, LongList permutation, int rank) {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < permutation.size(); i++) {
      long dimension = permutation.get(i);
      if (dimension < 0 || dimension >= rank || !seen.add(dimension)) {
        throw error(offset, "transpose permutation names each reshape dimension once");
      }
    }
    if (permutation.size() != rank) {
      throw error(offset, "transpose permutation must have as many dimensions as the reshape");
    }
  }

  /** The product of sizes, each of which must be positive. */
  long deviceCount(int offset, LongList sizes) {
    long count = 1;
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i) <= 0) {
        throw error(offset, "sizes of a device assignment must be positive");
      }
      if (sizes.get(i) > DeviceList.Iota.MAX_DEVICES
          || count * sizes.get(i) > DeviceList.Iota.MAX_DEVICES) {
        throw tokens.error(
            offset,
            DiagnosticCode.LIMIT,
            "more than %d devices".formatted(DeviceList.Iota.MAX_DEVICES),
            null);
      }
      count *= sizes.get(i);
    }
    return count;
  }

  /** {@code mesh['a'=2,'b'=4], device_ids=(...)}; the word {@code mesh} is current. */
  Mesh readMesh() {
    tokens.advance();
    int offset = tokens.start();
    List<Mesh.Axis> axes = tokens.list(LEFT_SQUARE, RIGHT_SQUARE, this::readAxis);
    Set<String> names = new HashSet<>();
    for (Mesh.Axis axis : axes) {
      if (!names.add(axis.name())) {
        throw error(offset, "mesh axis '%s' already exists".formatted(axis.name()));
      }
    }
    long count =
        deviceCount(offset, LongList.of(axes.stream().mapToLong(Mesh.Axis::size).toArray()));
    DeviceList devices = null;
    if (tokens.at(COMMA) && peekIsDeviceIds()) {
      tokens.advance();
      tokens.advance();
      devices = readDeviceIds(count);
    }
    return new Mesh(axes, devices, -1);
  }

  private boolean peekIsDeviceIds() {
    int offset = tokens.start();
    tokens.advance();
    boolean result = tokens.at(TokenKind.ATTRIBUTE_NAME) && tokens.text().equals("device_ids");
    tokens.rewind(offset);
    return result;
  }

  private DeviceList readDeviceIds(long meshSize) {
    tokens.expect(LEFT_PAREN, "expects '(' before device ids");
    int offset = tokens.start();
    DeviceList devices = tokens.at(LEFT_SQUARE) ? readIota() : readDevices();
    tokens.expect(RIGHT_PAREN, "expects ')' behind device ids");
    long count =
        switch (devices) {
          case DeviceList.Explicit explicit -> explicit.devices().size();
          case DeviceList.Iota iota -> deviceCount(offset, iota.reshape());
        };
    if (count != meshSize) {
      throw error(
          offset, "mesh has %d devices, but %d device ids are given".formatted(meshSize, count));
    }
    return devices;
  }

  private Mesh.Axis readAxis() {
    String name = tokens.expectText(STRING, "expects quoted axis name");
    tokens.expect(EQUAL, "expects '=' behind axis name");
    return new Mesh.Axis(name, tokens.integer());
  }

  /** {@code maximal_mesh[device_id=3]}; the word is current. */
  Mesh readMaximalMesh() {
    tokens.advance();
    tokens.expect(LEFT_SQUARE, "expects '[' behind maximal_mesh");
    if (!tokens.at(TokenKind.ATTRIBUTE_NAME) || !tokens.text().equals("device_id")) {
      throw tokens.error("expects device_id=");
    }
    tokens.advance();
    int offset = tokens.start();
    long device = tokens.integer();
    if (device < 0) {
      throw error(offset, "device id must not be negative");
    }
    tokens.expect(RIGHT_SQUARE, "expects ']'");
    return new Mesh(List.of(), null, device);
  }

  /** {@code {'a', 'b':(2)4}}: axes of a mesh or parts of them. */
  List<AxisReference> readAxes(Mesh mesh) {
    return tokens.list(LEFT_BRACE, RIGHT_BRACE, () -> readAxisReference(mesh));
  }

  AxisReference readAxisReference(Mesh mesh) {
    int offset = tokens.start();
    String name = tokens.expectText(STRING, "expects quoted axis name");
    Mesh.Axis axis = resolveAxis(mesh, name, offset);
    if (!tokens.accept(COLON)) {
      return new AxisReference(axis.name(), 0, 0);
    }
    tokens.expect(LEFT_PAREN, "expects '(' before the pre-size of a sub-axis");
    long preSize = tokens.integer();
    tokens.expect(RIGHT_PAREN, "expects ')' behind the pre-size of a sub-axis");
    long size = tokens.integer();
    boolean fits =
        preSize >= 1
            && size >= 1
            && preSize <= axis.size()
            && size <= axis.size()
            && axis.size() % (preSize * size) == 0;
    if (!fits) {
      throw error(
          offset,
          "sub-axis (%d)%d does not divide axis '%s' of size %d"
              .formatted(preSize, size, axis.name(), axis.size()));
    }
    return new AxisReference(axis.name(), preSize, size);
  }

  /** The axis of a name, or of a position written as a name. */
  private Mesh.Axis resolveAxis(Mesh mesh, String name, int offset) {
    for (Mesh.Axis axis : mesh.axes()) {
      if (axis.name().equals(name)) {
        return axis;
      }
    }
    if (name.matches("[0-9]{1,4}") && Integer.parseInt(name) < mesh.axes().size()) {
      return mesh.axes().get(Integer.parseInt(name));
    }
    throw error(offset, "mesh has no axis '%s'".formatted(name));
  }

  /** {@code {{0,1},{2,3}}}, {@code [2,2]<=[4]} or {@code mesh['a'=2] {'a'}}. */
  ReplicaGroups readReplicaGroups() {
    if (tokens.at(LEFT_SQUARE)) {
      return readIotaGroups();
    }
    if (tokens.atWord("mesh") || tokens.atWord("maximal_mesh")) {
      Mesh mesh = tokens.atWord("mesh") ? readMesh() : readMaximalMesh();
      return new ReplicaGroups.OverMesh(mesh, readAxes(mesh));
    }
    return new ReplicaGroups.Explicit(
        new ArrayList<>(tokens.list(LEFT_BRACE, RIGHT_BRACE, tokens::integers)));
  }

  private ReplicaGroups readIotaGroups() {
    int offset = tokens.start();
    LongList sizes = tokens.integers(LEFT_SQUARE, RIGHT_SQUARE);
    if (sizes.size() != 2) {
      throw error(
          offset, "expects two dimensions, groups and group size, but sees " + sizes.size());
    }
    long count = deviceCount(offset, sizes);
    tokens.expect(LESS_EQUAL, "expects '<='");
    int iotaAt = tokens.start();
    DeviceList.Iota iota = readIota();
    if (deviceCount(iotaAt, iota.reshape()) != count) {
      throw error(
          offset,
          "%d groups of %d do not hold the devices <=[%s]"
              .formatted(sizes.get(0), sizes.get(1), iota.reshape()));
    }
    return new ReplicaGroups.Iota(sizes.get(0), sizes.get(1), iota);
  }

  /** Whether the current token is an integer, which begins an explicit device list. */
  boolean startsDevices() {
    return tokens.at(INT) || tokens.at(LESS_EQUAL);
  }

  private HloException error(int offset, String message) {
    return tokens.error(offset, DiagnosticCode.ATTRIBUTE, message, null);
  }
}
