package org.hlorun.language.literal;

import java.util.List;
import org.hlorun.language.shape.TupleShape;

/** A tuple of values. */
public record TupleLiteral(List<Literal> elements) implements Literal {

  public TupleLiteral {
    elements = List.copyOf(elements);
  }

  public static TupleLiteral of(Literal... elements) {
    return new TupleLiteral(List.of(elements));
  }

  public Literal element(int index) {
    return elements.get(index);
  }

  @Override
  public TupleShape shape() {
    return new TupleShape(elements.stream().map(Literal::shape).toList());
  }
}
