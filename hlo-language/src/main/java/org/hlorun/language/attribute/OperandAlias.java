package org.hlorun.language.attribute;

import org.hlorun.language.collection.LongList;

/** An entry of {@code output_to_operand_aliasing}: {@code {output}: (operand, {index})}. */
public record OperandAlias(LongList outputIndex, long operand, LongList operandIndex) {}
