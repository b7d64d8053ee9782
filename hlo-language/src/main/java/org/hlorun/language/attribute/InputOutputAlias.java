package org.hlorun.language.attribute;

import org.hlorun.language.collection.LongList;

/** An entry of {@code input_output_alias}: {@code {output}: (parameter, {index}, may-alias)}. */
public record InputOutputAlias(
    LongList outputIndex, long parameter, LongList parameterIndex, AliasKind kind) {}
