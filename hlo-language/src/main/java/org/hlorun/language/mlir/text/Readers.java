package org.hlorun.language.mlir.text;

import org.hlorun.language.diagnostic.SourceText;

/** The readers of one stretch of text; each reads a part of the grammar by means of the others. */
final class Readers {
  private final Tokens tokens;
  private final TypeReader types;
  private final AttributeReader attributes;
  private final LocationReader locations;
  private final Scope scope;
  private final RegionReader regions;
  private final OperationReader operations;
  private final Aliases aliases;
  private final ResourceTable resources;

  /** The locations of a text may become this much longer, and as long as the text again. */
  private static final long LOCATION_BUDGET = 1L << 20;

  Readers(SourceText source, int start, int limit) {
    tokens = new Tokens(source, start, limit);
    types = new TypeReader(this);
    attributes = new AttributeReader(this);
    locations = new LocationReader(this, LOCATION_BUDGET + limit - start);
    scope = new Scope(tokens);
    regions = new RegionReader(this);
    operations = new OperationReader(this);
    aliases = new Aliases(this, start, limit);
    resources = new ResourceTable(tokens, aliases.metadata());
  }

  Tokens tokens() {
    return tokens;
  }

  TypeReader types() {
    return types;
  }

  AttributeReader attributes() {
    return attributes;
  }

  LocationReader locations() {
    return locations;
  }

  Scope scope() {
    return scope;
  }

  RegionReader regions() {
    return regions;
  }

  OperationReader operations() {
    return operations;
  }

  Aliases aliases() {
    return aliases;
  }

  ResourceTable resources() {
    return resources;
  }
}
