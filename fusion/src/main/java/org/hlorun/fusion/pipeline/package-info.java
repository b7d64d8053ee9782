/** The table of contents: which passes run, in which order. */
package org.hlorun.fusion.pipeline;
