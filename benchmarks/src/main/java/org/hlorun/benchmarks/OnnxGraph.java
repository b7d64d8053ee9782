package org.hlorun.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A model for ONNX Runtime of f32 arrays. Field numbers are those of {@code onnx.proto} (IR version
 * 9, operators 20).
 */
final class OnnxGraph {
  private static final long IR_VERSION = 9;
  private static final long OPERATORS = 20;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  /** What writes the fields of a message. */
  @FunctionalInterface
  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static ByteString message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory
    }
    return bytes.toByteString();
  }

  private void add(int field, ByteString value) {
    try {
      message(out -> out.writeBytes(field, value)).writeTo(graph);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An argument of the model. */
  OnnxGraph input(String name, long... sizes) {
    inputs.add(name);
    add(11, array(name, sizes));
    return this;
  }

  /** A result of the model. */
  OnnxGraph output(String name, long... sizes) {
    outputs.add(name);
    add(12, array(name, sizes));
    return this;
  }

  /** {@code ValueInfoProto}. */
  private static ByteString array(String name, long... sizes) {
    ByteString shape =
        message(
            out -> {
              for (long size : sizes) {
                out.writeBytes(1, message(dimension -> dimension.writeInt64(1, size)));
              }
            });
    ByteString tensor =
        message(
            out -> {
              out.writeInt32(1, FLOAT);
              out.writeBytes(2, shape);
            });
    return message(
        out -> {
          out.writeString(1, name);
          out.writeBytes(2, message(type -> type.writeBytes(1, tensor)));
        });
  }

  /** An array that the model knows, so that it can be rearranged once. */
  OnnxGraph constant(String name, ArrayLiteral value) {
    byte[] bytes = value.segment().toArray(ValueLayout.JAVA_BYTE);
    return constant(name, FLOAT, ByteString.copyFrom(bytes), value.sizes().toArray());
  }

  /** A list of integers, such as the dimensions that an operator works on. */
  OnnxGraph constant(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(name, INT64, ByteString.copyFrom(bytes), values.length);
  }

  /** {@code TensorProto}. */
  private OnnxGraph constant(String name, int type, ByteString bytes, long... sizes) {
    add(
        5,
        message(
            out -> {
              for (long size : sizes) {
                out.writeInt64(1, size);
              }
              out.writeInt32(2, type);
              out.writeString(8, name);
              out.writeBytes(9, bytes);
            }));
    return this;
  }

  /**
   * An operator.
   *
   * @param attributes numbers ({@code Long}, {@code Float}), texts, and lists of {@code Long}
   */
  OnnxGraph node(
      String operator, List<String> from, List<String> to, Map<String, Object> attributes) {
    add(
        1,
        message(
            out -> {
              for (String name : from) {
                out.writeString(1, name);
              }
              for (String name : to) {
                out.writeString(2, name);
              }
              out.writeString(4, operator);
              for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
                out.writeBytes(5, attribute(attribute.getKey(), attribute.getValue()));
              }
            }));
    return this;
  }

  /** {@code AttributeProto}. */
  private static ByteString attribute(String name, Object value) {
    return message(
        out -> {
          out.writeString(1, name);
          switch (value) {
            case Float number -> {
              out.writeFloat(2, number);
              out.writeInt32(20, 1);
            }
            case Long number -> {
              out.writeInt64(3, number);
              out.writeInt32(20, 2);
            }
            case String text -> {
              out.writeString(4, text);
              out.writeInt32(20, 3);
            }
            case List<?> numbers -> {
              for (Object number : numbers) {
                out.writeInt64(8, (Long) number);
              }
              out.writeInt32(20, 7);
            }
            default -> throw new IllegalArgumentException(name + ": " + value);
          }
        });
  }

  List<String> inputs() {
    return List.copyOf(inputs);
  }

  List<String> outputs() {
    return List.copyOf(outputs);
  }

  /** {@code ModelProto}. */
  byte[] model() {
    ByteString named = message(out -> out.writeString(2, "program"));
    ByteString whole = named.concat(ByteString.copyFrom(graph.toByteArray()));
    return message(
            out -> {
              out.writeInt64(1, IR_VERSION);
              out.writeBytes(7, whole);
              out.writeBytes(8, message(set -> set.writeInt64(2, OPERATORS)));
            })
        .toByteArray();
  }
}
