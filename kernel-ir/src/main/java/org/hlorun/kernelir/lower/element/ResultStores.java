package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.language.shape.ArrayShape;

/**
 * Stores of elements of several results.
 *
 * <p>All elements are computed before one is stored: the memory of a result may be that of an
 * operand which another result is made of.
 */
public final class ResultStores {
  private final FusedView view;
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  /** Stores of a kernel under construction. */
  public ResultStores(FusedView view, KernelArguments arguments, ElementGenerator elements) {
    this.view = view;
    this.arguments = arguments;
    this.elements = elements;
  }

  /** Stores an element of every result, at the position given for the result's shape. */
  public void all(Function<ArrayShape, MultiIndex> position) {
    some(IntStream.range(0, view.roots().size()).boxed().toList(), position);
  }

  /** Stores an element of the results of these numbers, at the positions for their shapes. */
  public void some(List<Integer> leaves, Function<ArrayShape, MultiIndex> position) {
    List<MultiIndex> positions = new ArrayList<>();
    List<Element> values = new ArrayList<>();
    for (int leaf : leaves) {
      FusedView.Root root = view.roots().get(leaf);
      MultiIndex at = position.apply(root.shape());
      positions.add(at);
      values.add(elements.element(root.instruction(), root.leaf(), at, null));
    }
    for (int i = 0; i < values.size(); i++) {
      int leaf = leaves.get(i);
      ArrayShape shape = view.roots().get(leaf).shape();
      elements
          .numbers()
          .store(
              shape.elementType(),
              arguments.result(leaf),
              positions.get(i).linear(shape.dimensions()),
              values.get(i),
              null);
    }
  }
}
