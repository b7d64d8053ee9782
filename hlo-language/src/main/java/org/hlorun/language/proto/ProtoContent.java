package org.hlorun.language.proto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a serialised message is, told by its content: messages do not say their type. A module is
 * what has a computation (field 3) that has an instruction (field 2) that has an opcode (field 2);
 * in other messages it stands in field 1, once or twice.
 */
enum ProtoContent {
  MODULE,
  /** {@code HloProto} or {@code HloModuleProtoWithConfig}. */
  HLO_PROTO,
  SNAPSHOT;

  private static final int COMPUTATIONS = 3;
  private static final int INSTRUCTIONS = 2;
  private static final int OPCODE = 2;
  private static final int MODULE_OR_PROTO = 1;

  /** What {@code bytes} hold; a module where nothing speaks for another message. */
  static ProtoContent of(byte[] bytes) {
    Range all = new Range(bytes, 0, bytes.length);
    if (all.has(MODULE_OR_PROTO, ProtoContent::hasModule)) {
      return SNAPSHOT;
    }
    return hasModule(all) ? HLO_PROTO : MODULE;
  }

  private static boolean hasModule(Range range) {
    return range.has(MODULE_OR_PROTO, ProtoContent::isModule);
  }

  private static boolean isModule(Range range) {
    return range.has(
        COMPUTATIONS,
        computation -> computation.has(INSTRUCTIONS, i -> i.has(OPCODE, Range::isOpcode)));
  }

  /** A test of the bytes of a field. */
  private interface Test {
    boolean holds(Range range);
  }

  private record Range(byte[] bytes, int start, int length) {
    /** Whether a field of bytes passes a test. */
    boolean has(int field, Test test) {
      CodedInputStream input = CodedInputStream.newInstance(bytes, start, length);
      try {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
          if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            if (!input.skipField(tag)) {
              return false;
            }
            continue;
          }
          int size = input.readRawVarint32();
          int at = input.getTotalBytesRead();
          input.skipRawBytes(size);
          if (WireFormat.getTagFieldNumber(tag) == field
              && test.holds(new Range(bytes, start + at, size))) {
            return true;
          }
        }
      } catch (IOException e) {
        return false; // not a message
      }
      return false;
    }

    /** Whether this looks like an opcode, perhaps one that is not known. */
    boolean isOpcode() {
      String text = new String(bytes, start, Math.min(length, 64), StandardCharsets.US_ASCII);
      return !text.isEmpty()
          && text.chars()
              .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
  }
}
