#!/bin/bash
# A script of the model.
echo "before" >>/var/log/boot-scripts
