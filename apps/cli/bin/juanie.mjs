#!/usr/bin/env node
import '../src/launch.mjs';
