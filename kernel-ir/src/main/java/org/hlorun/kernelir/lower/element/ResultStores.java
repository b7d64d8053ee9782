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
    at(
        leaves.stream()
            .map(leaf -> new Place(leaf, position.apply(view.roots().get(leaf).shape())))
            .toList());
  }

  /**
   * An element of a result.
   *
   * @param leaf the number of the result
   */
  public record Place(int leaf, MultiIndex index) {}

  /** Stores some elements, in the order given. */
  public void at(List<Place> places) {
    List<Element> values = new ArrayList<>();
    for (Place place : places) {
      FusedView.Root root = view.roots().get(place.leaf);
      values.add(elements.element(root.instruction(), root.leaf(), place.index, null));
    }
    for (int i = 0; i < values.size(); i++) {
      Place place = places.get(i);
      ArrayShape shape = view.roots().get(place.leaf).shape();
      elements
          .numbers()
          .store(
              shape.elementType(),
              arguments.result(place.leaf),
              place.index.linear(shape.dimensions()),
              values.get(i),
              null);
    }
  }
}
