#!/bin/bash
# A script of the model.
echo "after" >>/var/log/boot-scripts
