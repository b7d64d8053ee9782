/** Factorisations, solves, transforms and normalisations. */
package org.hlorun.interpreter.linalg;
