package org.hlorun.language.proto;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.attribute.OriginalValue;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.proto.message.XlaData.OriginalArrayProto;
import org.hlorun.language.proto.message.XlaData.OriginalValueElementProto;
import org.hlorun.language.proto.message.XlaData.OriginalValueProto;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Original values. The wire has the nodes of the tree in pre-order, each with its index; files
 * written before 2025 have only the leaves that are known.
 */
final class OriginFields {
  private static final int MAX_DEPTH = 128;

  private OriginFields() {}

  static OriginalArray readArray(OriginalArrayProto proto) {
    return new OriginalArray(
        ProtoText.of(proto.getInstructionName()), ProtoLists.longs(proto.getShapeIndexList()));
  }

  static OriginalArrayProto writeArray(OriginalArray array) {
    return OriginalArrayProto.newBuilder()
        .setInstructionName(ProtoText.bytes(array.instruction()))
        .addAllShapeIndex(ProtoLists.boxed(array.index()))
        .build();
  }

  /**
   * The original value of an instruction.
   *
   * @param shape the instruction's shape, which tells empty tuples from unknown leaves
   */
  static Optional<OriginalValue> read(OriginalValueProto proto, Shape shape) {
    if (proto.getIsSyntheticCall()) {
      return Optional.of(new OriginalValue.SyntheticCall());
    }
    if (proto.getElementsCount() == 0) {
      return Optional.empty();
    }
    Node root = new Node();
    for (OriginalValueElementProto element : proto.getElementsList()) {
      LongList index = ProtoLists.longs(element.getShapeIndexList());
      ProtoProblem.check(index.size() <= MAX_DEPTH, "an original value is nested too deeply");
      Node node = root;
      for (int i = 0; i < index.size(); i++) {
        node = node.children.computeIfAbsent(index.get(i), key -> new Node());
      }
      if (element.hasOriginalArray()) {
        node.array = readArray(element.getOriginalArray());
      }
    }
    return Optional.of(root.value(shape, proto.getElementsCount()));
  }

  private static final class Node {
    private final Map<Long, Node> children = new TreeMap<>();
    private OriginalArray array;

    /**
     * The tree below this node.
     *
     * @param shape the shape at this place, or null if the tree is not like the shape
     * @param limit the number of elements of the whole value, which a list of elements cannot
     *     exceed unless the shape says so
     */
    OriginalValue value(Shape shape, int limit) {
      TupleShape tuple = shape instanceof TupleShape t ? t : null;
      if (children.isEmpty()) {
        boolean empty = tuple != null && tuple.size() == 0 && array == null;
        return empty ? new OriginalValue.Tuple(List.of()) : new OriginalValue.Leaf(array);
      }
      long size = children.keySet().stream().mapToLong(Long::longValue).max().orElse(0) + 1;
      int most = tuple == null ? limit : Math.max(limit, tuple.size());
      boolean negative = children.keySet().stream().anyMatch(index -> index < 0);
      ProtoProblem.check(
          !negative && size <= most, "an original value has an element {%d}", size - 1);
      List<OriginalValue> elements = new ArrayList<>();
      for (long i = 0; i < size; i++) {
        Shape part = tuple != null && i < tuple.size() ? tuple.element((int) i) : null;
        Node child = children.get(i);
        elements.add(child == null ? new OriginalValue.Leaf(null) : child.value(part, limit));
      }
      return new OriginalValue.Tuple(elements);
    }
  }

  static OriginalValueProto write(OriginalValue value) {
    OriginalValueProto.Builder proto = OriginalValueProto.newBuilder();
    if (value instanceof OriginalValue.SyntheticCall) {
      return proto.setIsSyntheticCall(true).build();
    }
    writeNode(value, new ArrayList<>(), proto);
    return proto.build();
  }

  private static void writeNode(
      OriginalValue value, List<Long> index, OriginalValueProto.Builder proto) {
    OriginalValueElementProto.Builder element =
        OriginalValueElementProto.newBuilder().addAllShapeIndex(index);
    if (value instanceof OriginalValue.Leaf leaf && leaf.array() != null) {
      element.setOriginalArray(writeArray(leaf.array()));
    }
    proto.addElements(element);
    if (value instanceof OriginalValue.Tuple tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        index.addLast((long) i);
        writeNode(tuple.elements().get(i), index, proto);
        index.removeLast();
      }
    }
  }
}
